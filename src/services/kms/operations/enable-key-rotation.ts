import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeKey, requireCustomerManaged, requireUsable } from '../keys.ts'
import { rotationDays } from '../limits.ts'
import { required } from '../required.ts'
import { requireRotatable, scheduleRotation } from '../rotation.ts'

/** Has a key get new material every so many days. */
export async function enableKeyRotation(
  input: Api.EnableKeyRotationRequest,
  context: OperationContext,
): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'EnableKeyRotation', (key, arn, commit) => {
    requireCustomerManaged(context, key, 'EnableKeyRotation')
    requireUsable(context, key)
    requireRotatable(key, arn)
    return scheduleRotation(commit, key, input.RotationPeriodInDays ?? rotationDays, context.now)
  })
  return {}
}
