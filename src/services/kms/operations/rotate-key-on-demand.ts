import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { limitExceeded } from '../errors.ts'
import { keyArn, loadKey, requireCustomerManaged, requireUsable } from '../keys.ts'
import { onDemandRotations } from '../limits.ts'
import { keys } from '../records.ts'
import { required } from '../required.ts'
import { requireRotatable, rotate } from '../rotation.ts'

/** Gives a key new material now. Rotation by itself goes on as before. */
export async function rotateKeyOnDemand(
  input: Api.RotateKeyOnDemandRequest,
  context: OperationContext,
): Promise<Api.RotateKeyOnDemandResponse> {
  return change(context, async (commit) => {
    const stored = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'RotateKeyOnDemand' })
    const { value: key } = stored
    const arn = keyArn(context, key, key.id)
    requireCustomerManaged(context, key, 'RotateKeyOnDemand')
    requireUsable(context, key)
    requireRotatable(key, arn)
    // UNVERIFIED: the words.
    if (key.onDemandRotations >= onDemandRotations)
      throw limitExceeded(`${arn} has been rotated on demand ${onDemandRotations} times, which is the most.`)
    const rotated = await rotate(context, commit, stored, 'ON_DEMAND', context.now)
    keys.put(commit, { ...rotated, onDemandRotations: key.onDemandRotations + 1 }, stored)
    return { KeyId: arn }
  })
}
