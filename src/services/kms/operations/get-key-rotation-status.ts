import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { keyArn, loadKey } from '../keys.ts'
import { required } from '../required.ts'
import { requireRotatable } from '../rotation.ts'

/** Whether, and when, a key gets new material. */
export async function getKeyRotationStatus(
  input: Api.GetKeyRotationStatusRequest,
  context: OperationContext,
): Promise<Api.GetKeyRotationStatusResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), {
    action: 'GetKeyRotationStatus',
  })
  const arn = keyArn(context, key, key.id)
  // Of keys that do not rotate AWS says so; terraform asks for every symmetric key.
  if (key.spec !== 'SYMMETRIC_DEFAULT') requireRotatable(key, arn)
  return {
    KeyId: arn,
    KeyRotationEnabled: key.rotation !== undefined,
    ...(key.rotation === undefined
      ? {}
      : { RotationPeriodInDays: key.rotation.periodDays, NextRotationDate: new Date(key.rotation.nextAt) }),
  }
}
