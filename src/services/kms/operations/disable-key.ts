import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidState } from '../errors.ts'
import { changeKey, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'

/** Has a key work no more until it is enabled. */
export async function disableKey(input: Api.DisableKeyRequest, context: OperationContext): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'DisableKey', (key, arn) => {
    requireCustomerManaged(context, key, 'DisableKey')
    requireNotPendingDeletion(context, key)
    if (key.state === 'PendingImport') throw invalidState(arn, 'is pending import')
    return { ...key, state: 'Disabled' }
  })
  return {}
}
