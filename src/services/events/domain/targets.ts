/** What PutTargets refuses. */
import type { Target } from '@aws-sdk/client-eventbridge'
import { parseArn } from '../../../aws/arn.ts'
import type { AwsError } from '../../../aws/aws-error.ts'
import { compileInputTemplate, isJson, parseEventPath } from '../../../engines/input-transformer/index.ts'
import { invalidParameter, validation } from '../errors.ts'
import { reservedVariables } from './target-input.ts'

/** Targets that are reached by a role alone. Source: EventBridge User Guide, "Using IAM roles to access targets". */
const roleServices = [
  'batch',
  'codebuild',
  'codepipeline',
  'ecs',
  'firehose',
  'kinesis',
  'redshift',
  'redshift-data',
  'sagemaker',
  'states',
]

/** Why a target is refused; undefined when it is not. */
export function refuseTarget(target: Target): AwsError | undefined {
  const { Id = '', Arn = '', Input, InputPath, InputTransformer } = target
  const arn = parseArn(Arn)
  if (!arn) return invalidParameter(Arn, 'Provided Arn is not in correct format.')
  const inputs = [Input, InputPath, InputTransformer].filter((input) => input !== undefined)
  if (inputs.length > 1)
    return validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`)
  // UNVERIFIED: the words of the next two.
  if (Input !== undefined && !isJson(Input)) return validation(`JSON syntax error in input for target ${Id}.`)
  if (InputPath !== undefined && !parseEventPath(InputPath))
    return validation(`Invalid InputPath for target ${Id}.`)
  return (
    refuseTransformer(target) ??
    refuseRole(target, arn.service, arn.resource) ??
    refuseQueue(target, arn.service)
  )
}

function refuseTransformer({ Id, InputTransformer }: Target): AwsError | undefined {
  if (!InputTransformer) return undefined
  const known = [...reservedVariables, ...Object.keys(InputTransformer.InputPathsMap ?? {})]
  const { variables } = compileInputTemplate(InputTransformer.InputTemplate ?? '', 'rule')
  const unknown = variables.find((name) => !known.includes(name))
  return unknown === undefined
    ? undefined
    : validation(`InputTemplate for target ${Id} contains invalid placeholder ${unknown}.`)
}

function refuseRole({ Arn, RoleArn }: Target, service: string, resource: string): AwsError | undefined {
  if (RoleArn !== undefined) return undefined
  const isDestination = service === 'events' && resource.startsWith('api-destination/')
  return roleServices.includes(service) || isDestination
    ? validation(`RoleArn is required for target ${Arn}.`)
    : undefined
}

function refuseQueue(target: Target, service: string): AwsError | undefined {
  const { Id, Arn, SqsParameters, DeadLetterConfig } = target
  if (service === 'sqs' && Arn?.endsWith('.fifo') && SqsParameters === undefined)
    return validation(`Parameter(s) SqsParameters must be specified for target: ${Id}.`)
  const letters = DeadLetterConfig?.Arn
  if (letters !== undefined && (parseArn(letters)?.service !== 'sqs' || letters.endsWith('.fifo')))
    // UNVERIFIED: the words. Source of the rule: User Guide, "Considerations for using a dead-letter queue".
    return invalidParameter('DeadLetterConfig.Arn', 'Only standard SQS queues are supported.')
  return undefined
}
