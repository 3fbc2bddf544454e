import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { connectionAnswer, requireConnection } from '../connections.ts'
import { authorizationView } from '../domain/authorization.ts'
import { required } from '../required.ts'

export async function describeConnection(
  input: Api.DescribeConnectionRequest,
  context: OperationContext,
): Promise<Api.DescribeConnectionResponse> {
  const { value } = await requireConnection(context, required(input.Name, 'Name'))
  const { name, description, stateReason, type, secretArn, kmsKeyIdentifier, authorization } = value
  return {
    ...connectionAnswer(value),
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    ...(stateReason === undefined ? {} : { StateReason: stateReason }),
    AuthorizationType: type,
    ...(secretArn === undefined ? {} : { SecretArn: secretArn }),
    ...(kmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier: kmsKeyIdentifier }),
    ...(authorization === undefined ? {} : { AuthParameters: authorizationView(authorization) }),
  }
}
