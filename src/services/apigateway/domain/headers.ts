/** Headers on their way through REST APIs. Source: API Gateway Developer Guide, "Important notes for REST APIs". */

/** What would end a header and begin one of its own, or cannot be sent at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a header.
const unfit = /[\x00-\x08\x0a-\x1f\x7f]/

/** Whether a name and a value can be sent as a header. */
export function isSendable(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !unfit.test(value)
}

/** Headers that the front end sets itself: what integrations say of them is dropped. */
const dropped = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

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
  return dropped.has(lower) ? undefined : lower
}

/** A header's text beyond ASCII goes out as the bytes of its UTF-8, one character for each. */
export function latin(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that ASCII holds.
  if (/^[\x00-\x7f]*$/.test(text)) return text
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('')
}
