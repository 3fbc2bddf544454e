/** The keys that streams name. */
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'

/**
 * Fails with KMSNotFoundException, KMSDisabledException, KMSInvalidStateException or KMSAccessDeniedException when KMS would not
 * encrypt under this key. Source: API Reference, StartStreamEncryption.
 */
export async function requireUsableKey(context: OperationContext, keyId: string): Promise<void> {
  try {
    await context.call('kms:GenerateDataKeyWithoutPlaintext', { KeyId: keyId, KeySpec: 'AES_256' }, context)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const code = codes[error.code]
    if (code === undefined) throw error
    throw new AwsError(code, error.message)
  }
}

const codes: Readonly<Record<string, string>> = {
  NotFoundException: 'KMSNotFoundException',
  DisabledException: 'KMSDisabledException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  AccessDeniedException: 'KMSAccessDeniedException',
  InvalidKeyUsageException: 'KMSInvalidStateException',
}
