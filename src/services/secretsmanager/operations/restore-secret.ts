import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { secrets } from '../records.ts'
import { required } from '../required.ts'
import { scheduleRotation } from '../rotation.ts'
import { loadSecret, requireHome } from '../secrets.ts'

/** Keeps a secret that was marked for deletion. */
export async function restoreSecret(
  input: Api.RestoreSecretRequest,
  context: OperationContext,
): Promise<Api.RestoreSecretResponse> {
  return change(context, async (commit) => {
    const found = await loadSecret(context, required(input.SecretId, 'SecretId'), 'RestoreSecret')
    requireHome(found)
    const { deletionAt, ...rest } = found.value
    if (deletionAt !== undefined) {
      const restored = { ...rest, changedAt: context.now }
      const { rotation } = restored
      const next =
        rotation === undefined ? restored : scheduleRotation(commit, restored, rotation, context.now)
      secrets.put(commit, next, found)
    }
    return { ARN: found.arn, Name: rest.name }
  })
}
