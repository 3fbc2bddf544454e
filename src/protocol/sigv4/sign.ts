import { hmacAlgorithm, type SignedHead } from './authorization.ts'
import { canonicalRequest } from './canonical-request.ts'
import { hex, type SigningHashes } from './hashes.ts'
import { SigningKeys } from './signing-key.ts'
import { basicTime } from './signing-time.ts'

/** What a request is signed with. */
export interface SignOptions {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly region: string
  /** The service's name in scopes. */
  readonly signingName: string
  /** Unit: milliseconds since 1970. */
  readonly now: number
  readonly body: string | Uint8Array
  readonly hashes: SigningHashes
}

/**
 * The headers that sign a request in Signature Version 4: its host, all of AWS's own headers, and its body. `head` has its host among its headers,
 * whose names are in lower case. Source: IAM User Guide, "Create a signed AWS API request".
 */
export function signRequest(head: SignedHead, options: SignOptions): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken, region, signingName, now, body, hashes } = options
  const time = basicTime(now)
  const added = {
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  }
  const headers = { ...head.headers, ...added }
  const signedHeaders = Object.keys(headers)
    .filter((name) => name === 'host' || name.startsWith('x-amz-'))
    .sort()
  const date = time.slice(0, 8)
  const scope = `${date}/${region}/${signingName}/aws4_request`
  const canonical = canonicalRequest({ ...head, headers }, signedHeaders, hashes.sha256Hex(body), 'other')
  const toSign = `${hmacAlgorithm}\n${time}\n${scope}\n${hashes.sha256Hex(canonical)}`
  const key = new SigningKeys(hashes).get(secretAccessKey, date, region, signingName)
  const signature = hex(hashes.hmacSha256(key, toSign))
  const authorization = `${hmacAlgorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  return { ...added, authorization }
}
