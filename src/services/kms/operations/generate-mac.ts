import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { macOf } from '../macs.ts'
import { stopIfDry } from '../using.ts'

/** The authentication code of a message. */
export async function generateMac(
  input: Api.GenerateMacRequest,
  context: OperationContext,
): Promise<Api.GenerateMacResponse> {
  const { arn, mac } = await macOf(context, 'GenerateMac', input)
  stopIfDry(input)
  return { KeyId: arn, Mac: mac, MacAlgorithm: input.MacAlgorithm }
}
