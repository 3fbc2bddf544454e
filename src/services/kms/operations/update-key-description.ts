import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeKey, requireCustomerManaged, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'

/** Changes a key's description. */
export async function updateKeyDescription(
  input: Api.UpdateKeyDescriptionRequest,
  context: OperationContext,
): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'UpdateKeyDescription', (key) => {
    requireCustomerManaged(context, key, 'UpdateKeyDescription')
    requireNotPendingDeletion(context, key)
    return { ...key, description: input.Description ?? '' }
  })
  return {}
}
