/** `$util`. Source: API Gateway Developer Guide, "Mapping template and access logging variable reference", `$util` variables. */
import { fromBase64, toBase64 } from '../../base/base64.ts'
import { TemplateError } from './errors.ts'
import { readJson } from './numbers.ts'
import { type Charge, fromJson, type HostObject, textOf, type Value } from './values.ts'

const functions: Readonly<Record<string, (given: string, charge: Charge) => Value>> = {
  escapeJavaScript,
  parseJson,
  urlEncode,
  urlDecode,
  base64Encode: (given) => toBase64(new TextEncoder().encode(given)),
  base64Decode,
}

/** The object that templates know as `$util`. */
export const utilObject: HostObject = {
  host: true,
  get: () => undefined,
  call: (name, args, charge) => {
    if (!Object.hasOwn(functions, name)) return undefined
    const given = textOf(args[0] ?? '', charge)
    charge(given.length / charactersEncoded)
    return functions[name]?.(given, charge)
  },
}

/** What is encoded or read in a step. Unit: characters. */
const charactersEncoded = 16

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
}

/**
 * Escapes as Apache Commons Text does, single quotes among it: what the guide shows to be taken back by `replaceAll("\\'","'")`. Slashes stay
 * as they are (as users of AWS have seen).
 */
function escapeJavaScript(text: string, charge: Charge): string {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += pieceCharacters) {
    const escaped = escapedPiece(text.slice(at, at + pieceCharacters))
    charge((escaped.length - Math.min(pieceCharacters, text.length - at)) / 8)
    pieces.push(escaped)
  }
  return pieces.join('')
}

/** What is escaped at once, before it is counted. Unit: characters. */
const pieceCharacters = 16_384

function escapedPiece(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replaceAll(/[\x00-\x1f"'\\\x7f-\uffff]/g, (character) => {
    const known = escapes[character]
    if (known !== undefined) return known
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}

function parseJson(text: string, charge: Charge): Value {
  try {
    return fromJson(readJson(text), charge)
  } catch (error) {
    if (error instanceof TemplateError) throw error
    throw new TemplateError('$util.parseJson was given a text that is no JSON')
  }
}

/** As forms are encoded. Source: as above: "application/x-www-form-urlencoded" format. */
function urlEncode(text: string): string {
  return encodeURIComponent(wellFormed(text))
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function wellFormed(text: string): string {
  return text.replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?')
}

function urlDecode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw new TemplateError('$util.urlDecode was given a text that is not encoded')
  }
}

function base64Decode(text: string): string {
  try {
    return new TextDecoder().decode(fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    throw new TemplateError('$util.base64Decode was given a text that is no base64')
  }
}
