import { AwsError } from '../aws/aws-error.ts'
import type { Protocol, ServiceModel } from '../models/index.ts'
import { noBytes, textOf } from './bytes.ts'
import { formValue } from './query/form.ts'
import type { WireRequest } from './types.ts'

/**
 * What a request is answered that names no operation of its service. Sources: IAM API reference, "Common errors", with
 * the wording observed on STS; DynamoDB, as architect/dynalite records it; Amazon S3 API reference, "Error responses".
 */
export function unknownOperation(
  protocol: Protocol,
  model: ServiceModel,
  request: Pick<WireRequest, 'query'> & { readonly body?: Uint8Array },
): AwsError {
  switch (protocol) {
    case 'awsQuery':
      return unknownAction(model, request)
    case 'awsJson1_0':
    case 'awsJson1_1':
      return new AwsError('UnknownOperationException', '', { statusCode: 400 })
    case 'restXml':
      return new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
        statusCode: 405,
      })
    default:
      return new AwsError(
        'UnknownOperationException',
        'The requested operation is not recognized by the service.',
        {
          statusCode: 404,
        },
      )
  }
}

function unknownAction(
  model: ServiceModel,
  { query, body = noBytes }: { readonly query: string; readonly body?: Uint8Array },
): AwsError {
  const form = textOf(body) ?? ''
  const value = (name: string) => formValue(query, name) ?? formValue(form, name)
  const action = value('Action')
  if (action === undefined || action === '') {
    return new AwsError('MissingAction', 'The request is missing an action or a required parameter.')
  }
  const version = value('Version') ?? model.apiVersion
  return new AwsError(
    'InvalidAction',
    `Could not find operation ${action.slice(0, 128)} for version ${version.slice(0, 32)}`,
  )
}
