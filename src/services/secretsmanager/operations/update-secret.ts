import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notImplemented } from '../../../dispatch/index.ts'
import { current } from '../domain/stages.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { addVersion, givenValue, requireToken } from '../versions.ts'

/** Changes what is known of a secret, and adds a version when there is a value. */
export async function updateSecret(
  input: Api.UpdateSecretRequest,
  context: OperationContext,
): Promise<Api.UpdateSecretResponse> {
  if (input.Type !== undefined)
    throw notImplemented('Secrets Manager', 'UpdateSecret with Type (managed external secrets)')
  const value = givenValue(input)
  const token = value === undefined ? undefined : requireToken(input.ClientRequestToken)
  const { value: secret, arn } = await changeSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'UpdateSecret',
    async (before, commit, secretArn) => {
      const { kmsKeyId: _key, ...bare } = before
      const keyed =
        input.KmsKeyId === undefined
          ? before
          : input.KmsKeyId === ''
            ? bare
            : { ...bare, kmsKeyId: input.KmsKeyId }
      const described = {
        ...keyed,
        changedAt: context.now,
        ...(input.Description === undefined ? {} : { description: input.Description }),
      }
      if (value === undefined || token === undefined) return described
      const known = before.versions.some(({ id }) => id === token)
      const next = await addVersion(context, commit, described, secretArn, token, value, [current])
      return known && next === described ? before : next
    },
  )
  return { ARN: arn, Name: secret.name, ...(token === undefined ? {} : { VersionId: token }) }
}
