import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { current, pending, versionWith } from '../domain/stages.ts'
import { invalidRequest } from '../errors.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'

/** Has a secret be rotated no more. A version that is pending stays so. */
export async function cancelRotateSecret(
  input: Api.CancelRotateSecretRequest,
  context: OperationContext,
): Promise<Api.CancelRotateSecretResponse> {
  const { value, arn } = await changeSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'CancelRotateSecret',
    (secret) => {
      // UNVERIFIED: the words.
      if (secret.rotation === undefined)
        throw invalidRequest('You tried to cancel the rotation of a secret that has no rotation function.')
      const { running: _running, next: _next, ...rotation } = secret.rotation
      return { ...secret, rotation: { ...rotation, enabled: false } }
    },
  )
  const version = versionWith(value.versions, pending)
  const unfinished = version !== undefined && !version.stages.includes(current)
  return { ARN: arn, Name: value.name, ...(unfinished ? { VersionId: version.id } : {}) }
}
