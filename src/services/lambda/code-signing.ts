import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Code, Version } from './records.ts'

/**
 * What the signature of a function's code says, as far as its code signing configuration asks for one. Fails with
 * CodeSigningConfigNotFoundException, CodeVerificationFailedException or InvalidCodeSignatureException.
 */
export async function codeSigningOf(
  _context: OperationContext,
  codeSigningConfigArn: string | undefined,
  _code: Code,
): Promise<Pick<Version, 'signingJobArn' | 'signingProfileVersionArn'>> {
  if (codeSigningConfigArn === undefined) return {}
  throw new AwsError(
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${codeSigningConfigArn}.`,
    { fields: { Type: 'User' } },
  )
}
