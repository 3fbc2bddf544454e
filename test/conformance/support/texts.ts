/** Text as far as each place on the wire can carry it. */
import fc from 'fast-check'
import type { Side } from './arbitraries.ts'

/** Where a value travels. */
export type Place = 'json' | 'cbor' | 'form' | 'xml' | 'header' | 'query' | 'label' | 'host' | 'payload'

const charactersMax = 12

/** What codecs get wrong: characters that some format escapes, long code points, marks, blanks at the ends. */
const awkward = fc.constantFrom(
  '"\'\\/<>&%+=;,#?',
  '<![CDATA[x]]>&amp;&#x41;',
  'a+b c%20d',
  ' blanks ',
  'a/b/c d',
  '𝕏 żółć 日本 👩‍👩‍👧',
  '\u2028\u2029\u0085\ufeff',
  'true',
  '1',
  'null',
)

const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: charactersMax }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: charactersMax }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: charactersMax }) },
  { weight: 1, arbitrary: awkward },
)

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot say these.
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Not even as a reference: XML 1.0, section 2.2. */
const xmlText = anyText.map((text) => text.replace(notInXml, '')).filter(keepsItsBlanks)

/** The SDK's XML parser takes an element of nothing but blanks and a line end for an indented one without text. */
function keepsItsBlanks(text: string): boolean {
  return !(text.trim() === '' && /[\n\r]/.test(text))
}

/** Visible ASCII; blanks only inside, since HTTP takes them away at the ends (RFC 9110, section 5.5). */
const headerText = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: charactersMax }) },
    { weight: 1, arbitrary: fc.constantFrom('a, b', '"q"', 'x;y=z', 'back\\slash', 'W/"e"', '%41', '1') },
  )
  .map((text) => text.trim())
  .filter((text) => text !== '')

const hostLabel = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}[a-z0-9]$/)

const texts: Readonly<Record<Place, fc.Arbitrary<string>>> = {
  json: anyText,
  cbor: anyText,
  form: anyText,
  query: anyText,
  xml: xmlText,
  header: headerText,
  label: anyText.filter((text) => text !== ''),
  host: hostLabel,
  // An empty body is no body.
  payload: anyText.filter((text) => text !== ''),
}

/** Any text that may stand in a place. */
export function textAt(place: Place): fc.Arbitrary<string> {
  return texts[place]
}

/** Any text at all, without halves of surrogate pairs, which UTF-8 cannot say. */
export function textInBase64(): fc.Arbitrary<string> {
  return anyText.filter((text) => text !== '')
}

/** Names of maps, those among them that every object seems to have. */
export function nameAt(place: Place, side: Side): fc.Arbitrary<string> {
  const names = fc.oneof(
    { weight: 9, arbitrary: texts[place] },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString') },
  )
  // The SDK leaves all of these out of a query, and loses one of them when it reads JSON or CBOR.
  if (place === 'query') return names.filter((name) => !(name in {}))
  const isLost = side !== 'input' && (place === 'json' || place === 'cbor')
  return isLost ? names.filter((name) => name !== '__proto__') : names
}

/** What stands behind a prefix in the name of a header. In lower case, as HTTP ignores case. */
export const headerName: fc.Arbitrary<string> = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/)
