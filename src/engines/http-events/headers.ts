/** Headers of answers, as the front ends of AWS let them out. Source: API Gateway Developer Guide, "Important notes for REST APIs". */

/** What would end a header and begin one of its own, or cannot be sent at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a header.
const unfit = /[\x00-\x08\x0a-\x1f\x7f]/

/** Whether a header can have this value. */
export function isSendableValue(value: string): boolean {
  return !unfit.test(value)
}

/** Whether a name and a value can be sent as a header. */
export function isSendable(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && isSendableValue(value)
}

/** Headers that the front end sets itself: what functions and integrations say of them is dropped. Names in lower case. */
export const frontEndHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A header's text beyond ASCII goes out as the bytes of its UTF-8, one character for each. */
export function latin(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that ASCII holds.
  if (/^[\x00-\x7f]*$/.test(text)) return text
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('')
}
