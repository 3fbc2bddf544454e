import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidState } from '../errors.ts'
import { changeKey, keyArn } from '../keys.ts'
import { required } from '../required.ts'

/** Keeps a key that was to be deleted; it is disabled then. */
export async function cancelKeyDeletion(
  input: Api.CancelKeyDeletionRequest,
  context: OperationContext,
): Promise<Api.CancelKeyDeletionResponse> {
  const key = await changeKey(context, required(input.KeyId, 'KeyId'), 'CancelKeyDeletion', (before, arn) => {
    if (before.state !== 'PendingDeletion' && before.state !== 'PendingReplicaDeletion')
      throw invalidState(arn, 'is not pending deletion')
    const { deletionAt: _at, deletionDays: _days, ...rest } = before
    const pendingImport = before.origin === 'EXTERNAL' && before.materials.at(-1)?.sealed === undefined
    return { ...rest, state: pendingImport ? 'PendingImport' : 'Disabled' }
  })
  return { KeyId: keyArn(context, key, key.id) }
}
