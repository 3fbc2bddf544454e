/**
 * Whether a payload is JSON, and if not, what AWS says of it: the words are those of Jackson, the parser that Lambda uses.
 * Source: messages that users of AWS have published.
 */

/** How many characters of a payload are quoted. Source: as above ("[truncated 991 bytes]" behind 500). */
const quotedCharacters = 500

/** To make one for each payload would cost more than reading it. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Why a payload is refused, in AWS's words; undefined when it is JSON. */
export function payloadRefusal(payload: Uint8Array): string | undefined {
  let text: string
  try {
    text = strict.decode(payload)
  } catch {
    const loose = new TextDecoder().decode(payload)
    return worded({ words: invalidUtf8(payload), at: loose.indexOf('\ufffd') + 1 }, loose, payload.length)
  }
  try {
    JSON.parse(text)
    return undefined
  } catch {
    return worded(new Scanner(text).findFault(), text, payload.length)
  }
}

interface Fault {
  readonly words: string
  /** Index of the character behind the one that is wrong. */
  readonly at: number
}

function worded({ words, at }: Fault, text: string, bytes: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  const quoted =
    text.length > quotedCharacters
      ? `"${text.slice(0, quotedCharacters)}"[truncated ${bytes - quotedCharacters} bytes]`
      : `"${text}"`
  return `Could not parse request body into json: Could not parse payload into json: ${words}\n at [Source: (byte[])${quoted}; line: ${line}, column: ${column}]`
}

/** The first byte that begins no character, or does not go on with one. */
function invalidUtf8(bytes: Uint8Array): string {
  const hex = (byte: number) => `0x${byte.toString(16)}`
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] ?? 0
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
    if (length === 0) return `Invalid UTF-8 start byte ${hex(first)}`
    for (let next = 1; next < length; next++) {
      const byte = bytes[index + next]
      if (byte === undefined) return 'Unexpected end-of-input in a multi-byte UTF-8 character'
      if ((byte & 0xc0) !== 0x80) return `Invalid UTF-8 middle byte ${hex(byte)}`
    }
    index += length
  }
  return 'Invalid UTF-8'
}

const aValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

class FaultFound extends Error {
  readonly fault: Fault

  constructor(words: string, at: number) {
    super(words)
    this.fault = { words, at }
  }
}

/** Goes through a text that is no JSON until it meets what is wrong. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  findFault(): Fault {
    try {
      this.#value()
      this.#space()
      if (this.#at < this.#text.length) this.#token()
      return { words: 'No content to map due to end-of-input', at: this.#text.length }
    } catch (error) {
      if (error instanceof FaultFound) return error.fault
      // Nesting too deep for this machine's stack is too deep for Jackson, too.
      return { words: 'Document nesting depth exceeds the maximum allowed', at: this.#at }
    }
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++
  }

  #value(): void {
    this.#space()
    const character = this.#text[this.#at]
    if (character === undefined) throw new FaultFound('No content to map due to end-of-input', this.#at)
    if (character === '{') this.#object()
    else if (character === '[') this.#array()
    else if (character === '"') this.#string()
    else if (character === '-' || /\d/.test(character)) this.#number()
    else if (/[A-Za-z_$]|[^\0-\x7f]/.test(character)) this.#token()
    else throw this.#unexpected(`expected a valid value ${aValue}`)
  }

  #token(): void {
    const word = /^[\p{L}\p{N}_$]+/u.exec(this.#text.slice(this.#at))?.[0]
    if (word === undefined) throw this.#unexpected(`expected a valid value ${aValue}`)
    if (!['true', 'false', 'null'].includes(word))
      throw new FaultFound(`Unrecognized token '${word}': was expecting ${aValue}`, this.#at + word.length)
    this.#at += word.length
  }

  #number(): void {
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(this.#text.slice(this.#at))?.[0]
    if (number === undefined) {
      this.#at++
      throw this.#unexpected('expected digit (0-9) to follow minus sign, for valid numeric value')
    }
    this.#at += number.length
    if (/[^\s,\]}]/.test(this.#text.charAt(this.#at)))
      throw this.#unexpected('Expected space separating root-level values')
  }

  #string(): void {
    for (this.#at++; ; this.#at++) {
      const character = this.#text[this.#at]
      if (character === undefined)
        throw new FaultFound(
          'Unexpected end-of-input: was expecting closing quote for a string value',
          this.#at,
        )
      if (character === '"') break
      if (character < ' ') {
        const code = character.charCodeAt(0)
        throw new FaultFound(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in string value`,
          this.#at + 1,
        )
      }
      if (character !== '\\') continue
      this.#at++
      const escaped = this.#text.charAt(this.#at)
      if (escaped === 'u' && !/^[0-9a-fA-F]{4}/.test(this.#text.slice(this.#at + 1))) {
        this.#at++
        throw this.#unexpected('expected a hex-digit for character escape sequence')
      }
      if (escaped !== '' && !/["\\/bfnrtu]/.test(escaped))
        throw new FaultFound(`Unrecognized character escape ${shown(escaped)}`, this.#at + 1)
    }
    this.#at++
  }

  #array(): void {
    const start = this.#at++
    this.#space()
    if (this.#text[this.#at] === ']') {
      this.#at++
      return
    }
    for (;;) {
      this.#orClose('Array', start)
      this.#value()
      this.#space()
      this.#orClose('Array', start)
      if (!this.#goesOn(']', 'Array')) return
    }
  }

  #object(): void {
    const start = this.#at++
    this.#space()
    if (this.#text[this.#at] === '}') {
      this.#at++
      return
    }
    for (;;) {
      this.#space()
      this.#orClose('Object', start)
      if (this.#text[this.#at] !== '"')
        throw this.#unexpected('was expecting double-quote to start field name')
      this.#string()
      this.#space()
      this.#orClose('Object', start)
      if (this.#text[this.#at] !== ':')
        throw this.#unexpected('was expecting a colon to separate field name and value')
      this.#at++
      this.#space()
      this.#orClose('Object', start)
      this.#value()
      this.#space()
      this.#orClose('Object', start)
      if (!this.#goesOn('}', 'Object')) return
    }
  }

  /** Whether another entry follows; false behind the close. */
  #goesOn(close: string, kind: 'Array' | 'Object'): boolean {
    const character = this.#text[this.#at]
    if (character !== ',' && character !== close)
      throw this.#unexpected(`was expecting comma to separate ${kind} entries`)
    this.#at++
    return character === ','
  }

  #orClose(kind: 'Array' | 'Object', start: number): void {
    this.#space()
    if (this.#at < this.#text.length) return
    const before = this.#text.slice(0, start + 1)
    const line = before.split('\n').length
    const column = before.length - 1 - before.lastIndexOf('\n')
    throw new FaultFound(
      `Unexpected end-of-input: expected close marker for ${kind} (start marker at [Source: (byte[])"${this.#text.slice(0, quotedCharacters)}"; line: ${line}, column: ${column}])`,
      this.#at,
    )
  }

  #unexpected(expected: string): FaultFound {
    const character = this.#text[this.#at]
    if (character === undefined) return new FaultFound(`Unexpected end-of-input: ${expected}`, this.#at)
    return new FaultFound(`Unexpected character (${shown(character)}): ${expected}`, this.#at + 1)
  }
}

/** A character as Jackson shows it. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 32) return `(CTRL-CHAR, code ${code})`
  return code > 255
    ? `'${character}' (code ${code} / 0x${code.toString(16)})`
    : `'${character}' (code ${code})`
}
