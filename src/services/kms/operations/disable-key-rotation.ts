import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeKey, requireCustomerManaged, requireUsable } from '../keys.ts'
import { required } from '../required.ts'
import { requireRotatable } from '../rotation.ts'

/** Has a key keep its material. */
export async function disableKeyRotation(
  input: Api.DisableKeyRotationRequest,
  context: OperationContext,
): Promise<object> {
  await changeKey(context, required(input.KeyId, 'KeyId'), 'DisableKeyRotation', (key, arn) => {
    requireCustomerManaged(context, key, 'DisableKeyRotation')
    requireUsable(context, key)
    requireRotatable(key, arn)
    const { rotation: _gone, ...rest } = key
    return rest
  })
  return {}
}
