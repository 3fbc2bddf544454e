import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { keyArn, loadKey } from '../keys.ts'
import { required } from '../required.ts'

/** Whether, and when, a key gets new material; of keys that never do the answer is no. Source: API Reference, GetKeyRotationStatus. */
export async function getKeyRotationStatus(
  input: Api.GetKeyRotationStatusRequest,
  context: OperationContext,
): Promise<Api.GetKeyRotationStatusResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), {
    action: 'GetKeyRotationStatus',
  })
  const arn = keyArn(context, key, key.id)
  return {
    KeyId: arn,
    KeyRotationEnabled: key.rotation !== undefined,
    ...(key.rotation === undefined
      ? {}
      : { RotationPeriodInDays: key.rotation.periodDays, NextRotationDate: new Date(key.rotation.nextAt) }),
  }
}
