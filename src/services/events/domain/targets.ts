/**
 * What PutTargets refuses. Words without a mark are AWS's: as recorded tests of public projects show them, and as a public project
 * measured them in us-east-1 on 7 September 2026.
 */
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
  'events',
  'firehose',
  'glue',
  'inspector',
  'kinesis',
  'redshift',
  'redshift-data',
  'sagemaker',
  'ssm',
  'ssm-incidents',
  'states',
]

/** Parameters of a target, and the services that they are for. SqsParameters are taken for every service. */
const parametersOf = {
  AppSyncParameters: ['appsync'],
  BatchParameters: ['batch'],
  EcsParameters: ['ecs'],
  HttpParameters: ['events', 'execute-api'],
  KinesisParameters: ['kinesis'],
  RedshiftDataParameters: ['redshift', 'redshift-serverless'],
  RunCommandParameters: ['ssm'],
  SageMakerPipelineParameters: ['sagemaker'],
} as const satisfies Partial<Record<keyof Target, readonly string[]>>

/** Why targets are refused; undefined when they are not. */
export function refuseTargets(targets: readonly Target[], region: string): AwsError | undefined {
  const ids = targets.map(({ Id }) => Id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined)
    return invalidParameter('targets', `More than one target with Id '${twice}' is provided.`)
  for (const target of targets) {
    const refusal = refuseTarget(target, region)
    if (refusal) return refusal
  }
  return undefined
}

function refuseTarget(target: Target, region: string): AwsError | undefined {
  const { Id = '', Arn = '', Input, InputPath, InputTransformer } = target
  const arn = parseArn(Arn)
  if (!arn) return invalidParameter(Arn, 'Provided Arn is not in correct format.')
  const inputs = [Input, InputPath, InputTransformer].filter((input) => input !== undefined)
  if (inputs.length > 1)
    return validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`)
  if (Input !== undefined && !isJson(Input)) return validation(`JSON syntax error in input for target ${Id}.`)
  const paths = [InputPath ?? '$', ...Object.values(InputTransformer?.InputPathsMap ?? {})]
  if (!paths.every(isPath)) return validation(`InputPath for target ${Id} is invalid.`)
  return (
    refuseTransformer(target) ??
    refuseRole(target, arn.service) ??
    refuseParameters(target, arn.service) ??
    refuseDeadLetters(target.DeadLetterConfig?.Arn, region)
  )
}

/** AWS takes no names in brackets here. */
function isPath(text: string): boolean {
  return parseEventPath(text) !== undefined && !/\[\s*['"]/.test(text)
}

function refuseTransformer({ Id, InputTransformer }: Target): AwsError | undefined {
  if (!InputTransformer) return undefined
  const known = [...reservedVariables, ...Object.keys(InputTransformer.InputPathsMap ?? {})]
  const template = InputTransformer.InputTemplate ?? ''
  const { variables } = compileInputTemplate(template, 'rule')
  const unknown = variables.find((name) => !known.includes(name))
  if (unknown !== undefined)
    return validation(`InputTemplate for target ${Id} contains invalid placeholder ${unknown}.`)
  const whole = 'aws.events.event.json'
  return variables.includes(whole) && !template.trimStart().startsWith('{')
    ? validation(`InputTemplate for target ${Id} contains placeholder ${whole} valid only for JSON template.`)
    : undefined
}

function refuseRole({ Arn, RoleArn }: Target, service: string): AwsError | undefined {
  return RoleArn === undefined && roleServices.includes(service)
    ? validation(`RoleArn is required for target ${Arn}.`)
    : undefined
}

function refuseParameters(target: Target, service: string): AwsError | undefined {
  const { Id, Arn } = target
  for (const [name, services] of Object.entries(parametersOf))
    if (target[name as keyof typeof parametersOf] !== undefined && !services.some((one) => one === service))
      return validation(`Parameter(s) ${name} not supported for target: ${Id}.`)
  if (service === 'sqs' && Arn?.endsWith('.fifo')) return missing(target, 'SqsParameters')
  if (service === 'ecs') return missing(target, 'EcsParameters')
  return service === 'batch' ? missing(target, 'BatchParameters') : undefined
}

function missing(target: Target, name: keyof Target): AwsError | undefined {
  return target[name] === undefined
    ? validation(`Parameter(s) ${name} must be specified for target: ${target.Id}.`)
    : undefined
}

/** Why a queue is refused for what is given up. UNVERIFIED: what stands before the words, and those about regions. */
export function refuseDeadLetters(queueArn: string | undefined, region: string): AwsError | undefined {
  if (!queueArn) return undefined
  const arn = parseArn(queueArn)
  if (!arn) return invalidParameter(queueArn, 'Provided Arn is not in correct format.')
  if (arn.service !== 'sqs') return validation(`${arn.service} is not supported as a dead letter resource`)
  if (queueArn.endsWith('.fifo')) return validation('SQS FIFO is not supported by Dead Letter Queues')
  return arn.region === region
    ? undefined
    : validation(`The dead letter queue ${queueArn} is not in the region ${region}.`)
}
