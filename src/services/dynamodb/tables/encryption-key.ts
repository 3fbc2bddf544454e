import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { validation } from '../errors.ts'

/**
 * The ARN of the key that a table is asked to be encrypted with. KMS is asked for a customer's key; AWS's own key of this account
 * is known by its alias where KMS does not have it.
 */
export async function encryptionKeyArn(context: OperationContext, keyId: string): Promise<string> {
  const { partition, region, accountId } = context
  try {
    const { KeyMetadata } = await context.call<{ KeyMetadata?: { Arn?: string } }>(
      'kms:DescribeKey',
      { KeyId: keyId },
      context,
    )
    if (KeyMetadata?.Arn !== undefined) return KeyMetadata.Arn
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const own = keyId === 'alias/aws/dynamodb'
    if (!own && error.code !== 'NotImplemented') {
      throw validation(
        `KMS validation error: com.amazonaws.services.kms.model.${error.code}: ${error.message} (Service: AWSKMS; Status Code: 400; Error Code: ${error.code}; Request ID: ${context.requestId}; Proxy: null)`,
      )
    }
  }
  if (keyId.startsWith('arn:')) return keyId
  return `arn:${partition}:kms:${region}:${accountId}:${keyId.startsWith('alias/') ? keyId : `key/${keyId}`}`
}
