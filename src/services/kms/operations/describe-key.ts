import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { loadKey } from '../keys.ts'
import { required } from '../required.ts'
import { metadataOf } from '../views.ts'

/** What is known of a key, but for its material. */
export async function describeKey(
  input: Api.DescribeKeyRequest,
  context: OperationContext,
): Promise<Api.DescribeKeyResponse> {
  const { value } = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'DescribeKey' })
  return { KeyMetadata: metadataOf(context, value) }
}
