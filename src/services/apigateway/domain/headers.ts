/** Names of headers on their way through REST APIs. Source: API Gateway Developer Guide, "Important notes for REST APIs". */
import { frontEndHeaders } from '../../../engines/http-events/index.ts'

/** Headers of integrations that reach clients under another name. Source: as above, "remapped to x-amzn-Remapped-*"; recorded answers of AWS. */
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
  'x-amz-apigw-id',
  'x-amzn-requestid',
])

/** The name under which a header of a function's or an address's answer reaches the client; undefined: it does not. */
export function answeredName(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (remapped.has(lower)) return `x-amzn-remapped-${lower}`
  return frontEndHeaders.has(lower) ? undefined : lower
}
