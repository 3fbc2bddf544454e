/**
 * The universal integration: `aws-sdk:service:action`, any operation of any service that is here.
 * Source: Step Functions Developer Guide, "Using AWS service SDK integrations in Step Functions".
 */
import type { AwsError } from '../../../../aws/aws-error.ts'
import { loadModel, type OperationModel, type ServiceModel } from '../../../../models/index.ts'
import { done, type ErrorStyle, failed, refusedParameters } from '../outcomes.ts'
import { readParameters } from '../parameters.ts'
import { writeResult } from '../results.ts'
import type { Perform } from '../types.ts'
import { actionOf, exceptionName, findSdkService, pascalName, type SdkService } from './names.ts'

export const performSdk: Perform = async (room, task) => {
  const { service = '', action = '', arn } = task.resource
  const found = await findOperation(service, action)
  if (!found)
    return {
      type: 'failed',
      error: 'States.Runtime',
      cause: `Lambent does not know the operation of ${arn}.`,
    }
  const { sdk, model, operation } = found
  const naming = namingOf(sdk)
  const { input, faults } = readParameters(operation.input, task.arguments, {
    naming,
    jsonAsText: true,
  })
  if (faults.length > 0) return refusedParameters(task, faults)
  try {
    const output = await room.call<object>(`${sdk.prefix}:${operation.name}`, input, task.caller)
    return done(task, await writeResult(operation.output, output ?? {}, { naming, instants: 'text' }))
  } catch (error) {
    return failed(room, task, error, styleOf(sdk), (code) => model.errors.get(code)?.error?.statusCode)
  }
}

/**
 * Members are named as the SDK for Java 2 names them: DynamoDB's `NULL` is `Nul` there, for the language has a word of its own. Source: what users were
 * answered by AWS: `Bool` (aws/aws-sdk-js#4294, aws/aws-sdk-js-v3#5423), `Nul` (aws/aws-sdk-js-v3#4948, boto/boto3#4253).
 */
function namingOf({ model }: SdkService): (name: string) => string {
  return model.startsWith('dynamodb') ? (name) => (name === 'NULL' ? 'Nul' : pascalName(name)) : pascalName
}

export interface SdkOperation {
  readonly sdk: SdkService
  readonly model: ServiceModel
  readonly operation: OperationModel
}

/** Undefined for what no service here has. */
export async function findOperation(service: string, action: string): Promise<SdkOperation | undefined> {
  const sdk = findSdkService(service)
  if (!sdk) return undefined
  const model = await loadModel(sdk.model)
  const operation = operationOf(model, action)
  return operation && { sdk, model, operation }
}

export function operationOf(model: ServiceModel, action: string): OperationModel | undefined {
  const name = action.charAt(0).toUpperCase() + action.slice(1)
  const operation = model.operations.get(name)
  return operation && actionOf(operation.name) === action ? operation : undefined
}

function styleOf({ errorPrefix }: SdkService): ErrorStyle {
  return {
    nameOf: (code, isModeled) =>
      `${errorPrefix}.${isModeled ? exceptionName(code) : `${errorPrefix}Exception`}`,
    causeOf: (error: AwsError, status, requestId) =>
      // As the SDK for Java tells of errors without a message.
      `${error.message || null} (Service: ${errorPrefix}, Status Code: ${status}, Request ID: ${requestId})`,
  }
}
