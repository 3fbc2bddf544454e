/**
 * Whose signatures code must carry. This server knows no signatures: to it, all code is unsigned. So a configuration that
 * enforces refuses every deployment, and one that warns has a line written to the server's log.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { collection } from '../../store/index.ts'
import type { Code, Home, Version } from './records.ts'

export type CodeSigningConfig = Home & {
  /** `csc-` and 17 letters and digits. */
  readonly id: string
  readonly arn: string
  readonly description: string
  readonly publishers: readonly string[]
  readonly onUntrusted: 'Warn' | 'Enforce'
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  readonly tags: Readonly<Record<string, string>>
}

export const codeSigningConfigs = collection<CodeSigningConfig>()({
  name: 'lambda.code-signing-configs',
  key: ({ accountId, region, arn }) => [accountId, region, arn],
})

/** There is no such configuration to attach. HTTP 404. */
export function noConfigToUse(arn: string): AwsError {
  return new AwsError(
    'CodeSigningConfigNotFoundException',
    `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
    { fields: { Type: 'User' } },
  )
}

/**
 * What the signature of a function's code says, as far as its code signing configuration asks for one: nothing, as there is
 * none. Fails with CodeSigningConfigNotFoundException, and with CodeVerificationFailedException where signatures are
 * enforced. Source: Lambda Developer Guide, "Using code signing to verify code integrity with Lambda".
 */
export async function codeSigningOf(
  { store, accountId, region, logger, requestId }: OperationContext,
  configArn: string | undefined,
  _code: Code,
): Promise<Pick<Version, 'signingJobArn' | 'signingProfileVersionArn'>> {
  if (configArn === undefined) return {}
  const stored = await codeSigningConfigs.get(store, [accountId, region, configArn])
  if (!stored) throw noConfigToUse(configArn)
  if (stored.value.onUntrusted === 'Enforce') {
    // Source: the words that AWS's users have published for unsigned code.
    throw new AwsError(
      'CodeVerificationFailedException',
      'Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for unsigned.',
      { fields: { Type: 'User' } },
    )
  }
  logger.warn('Code without a trusted signature is deployed, as its code signing configuration allows', {
    codeSigningConfigArn: configArn,
    requestId,
  })
  return {}
}
