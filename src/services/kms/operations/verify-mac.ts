import { timingSafeEqual } from 'node:crypto'
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidMac } from '../errors.ts'
import { macOf } from '../macs.ts'
import { required } from '../required.ts'
import { stopIfDry } from '../using.ts'

/** Whether an authentication code is of this key and message; fails with KMSInvalidMacException when it is not. */
export async function verifyMac(
  input: Api.VerifyMacRequest,
  context: OperationContext,
): Promise<Api.VerifyMacResponse> {
  const { arn, mac } = await macOf(context, 'VerifyMac', input)
  const given = required(input.Mac, 'Mac')
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) throw invalidMac()
  stopIfDry(input)
  return { KeyId: arn, MacValid: true, MacAlgorithm: input.MacAlgorithm }
}
