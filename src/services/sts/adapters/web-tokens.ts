import { createRemoteJWKSet, customFetch, decodeJwt, errors, jwtVerify } from 'jose'
import { AwsError } from '../../../aws/aws-error.ts'
import { malformedToken } from '../domain/web-token.ts'
import { invalidIdentityToken } from '../errors.ts'

/** The claims of a token, whoever signed it. Fails with InvalidIdentityToken for text that is no token. */
export function decodeToken(token: string): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (error instanceof errors.JWTInvalid) throw malformedToken()
    throw error
  }
}

/** How long a provider may take to show its keys. Unit: milliseconds. Source: chosen. */
const answerWithinMs = 5000

/**
 * Verifies a token's signature by the keys that its issuer publishes (OpenID Connect Discovery 1.0, section 4). Fails
 * with IDPCommunicationError when the issuer does not answer, and with InvalidIdentityToken when the signature is not
 * its own.
 */
export async function verifyByIssuer(
  token: string,
  issuer: string,
  now: number,
  ask: typeof fetch = fetch,
): Promise<void> {
  try {
    const address = new URL(await findKeys(issuer, ask))
    const keys = createRemoteJWKSet(address, { timeoutDuration: answerWithinMs, [customFetch]: ask })
    // Times have been held against the same clock already; only the signature is asked for.
    await jwtVerify(token, keys, { currentDate: new Date(now), clockTolerance: '1h' })
  } catch (error) {
    if (error instanceof AwsError) throw error
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw unreachable(error)
    throw invalidIdentityToken(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
  }
}

async function findKeys(issuer: string, ask: typeof fetch): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = await ask(address, { signal: AbortSignal.timeout(answerWithinMs), redirect: 'error' })
  const configuration: unknown = await answer.json()
  const found =
    typeof configuration === 'object' && configuration !== null && 'jwks_uri' in configuration
      ? configuration.jwks_uri
      : undefined
  if (!answer.ok || typeof found !== 'string' || !found.startsWith('https://')) throw unreachable(undefined)
  return found
}

function unreachable(cause: unknown): AwsError {
  // UNVERIFIED: the words.
  return new AwsError(
    'IDPCommunicationErrorException',
    'Could not retrieve the keys of the identity provider.',
    cause === undefined ? {} : { cause },
  )
}
