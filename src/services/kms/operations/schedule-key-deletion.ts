import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { scheduleDeletion } from '../deletion.ts'
import { validation } from '../errors.ts'
import { changeKey, keyArn, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { deletionDaysMax, deletionDaysMin } from '../limits.ts'
import { required } from '../required.ts'

/** Has a key deleted after 7 to 30 days; a primary key only when its replicas are gone. */
export async function scheduleKeyDeletion(
  input: Api.ScheduleKeyDeletionRequest,
  context: OperationContext,
): Promise<Api.ScheduleKeyDeletionResponse> {
  const days = input.PendingWindowInDays ?? deletionDaysMax
  checkDays(days)
  const key = await changeKey(
    context,
    required(input.KeyId, 'KeyId'),
    'ScheduleKeyDeletion',
    (before, _arn, commit) => {
      requireCustomerManaged(context, before, 'ScheduleKeyDeletion')
      requireNotPendingDeletion(context, before)
      const { regions } = before
      if (regions !== undefined && regions.primary === before.region && regions.replicas.length > 0) {
        const { rotation: _rotation, ...rest } = before
        return { ...rest, state: 'PendingReplicaDeletion', deletionDays: days }
      }
      return scheduleDeletion(commit, before, days, context.now)
    },
  )
  return {
    KeyId: keyArn(context, key, key.id),
    ...(key.deletionAt === undefined ? {} : { DeletionDate: new Date(key.deletionAt) }),
    KeyState: key.state,
    PendingWindowInDays: days,
  }
}

function checkDays(days: number): void {
  const bound =
    days < deletionDaysMin
      ? `greater than or equal to ${deletionDaysMin}`
      : days > deletionDaysMax
        ? `less than or equal to ${deletionDaysMax}`
        : undefined
  if (bound !== undefined)
    throw validation(
      `1 validation error detected: Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value ${bound}`,
    )
}
