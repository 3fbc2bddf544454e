/** Text in XML. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
const special = /[&<>"\r\u0085\u2028\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const specials = new RegExp(special, 'g')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
}

/**
 * Escapes content of elements, quotes too, as S3 does (ETags are known in that form). Line ends that a parser would change are written as references; characters that XML 1.0
 * cannot say at all are written as references too, which S3 does and most parsers read.
 */
export function escapeText(text: string): string {
  if (!special.test(text)) return text
  return text.replace(specials, (char) => entities[char] ?? `&#x${char.charCodeAt(0).toString(16)};`)
}

/** Escapes an attribute's value. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('\n', '&#xA;').replaceAll('\t', '&#x9;')
}
