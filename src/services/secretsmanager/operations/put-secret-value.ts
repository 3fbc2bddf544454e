import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { current } from '../domain/stages.ts'
import { invalidRequest } from '../errors.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { addVersion, givenValue, requireToken } from '../versions.ts'

/** Adds a version with a value. */
export async function putSecretValue(
  input: Api.PutSecretValueRequest,
  context: OperationContext,
): Promise<Api.PutSecretValueResponse> {
  const value = givenValue(input)
  if (value === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.')
  const token = requireToken(input.ClientRequestToken)
  const labels = input.VersionStages ?? [current]
  const { value: secret, arn } = await changeSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'PutSecretValue',
    (before, commit, secretArn) => addVersion(context, commit, before, secretArn, token, value, labels),
  )
  const version = secret.versions.find(({ id }) => id === token)
  return { ARN: arn, Name: secret.name, VersionId: token, VersionStages: [...(version?.stages ?? [])] }
}
