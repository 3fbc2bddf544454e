import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidState } from '../errors.ts'
import { changeKey, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'

/** Has a key work again. */
export async function enableKey(input: Api.EnableKeyRequest, context: OperationContext): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'EnableKey', (key, arn) => {
    requireCustomerManaged(context, key, 'EnableKey')
    requireNotPendingDeletion(context, key)
    if (key.state === 'PendingImport') throw invalidState(arn, 'is pending import')
    return { ...key, state: 'Enabled' }
  })
  return {}
}
