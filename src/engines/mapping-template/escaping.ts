/** `$util`. Source: API Gateway Developer Guide, "Mapping template and access logging variable reference", `$util` variables. */
import { fromBase64, toBase64 } from '../../base/base64.ts'
import type { Json } from '../../base/json.ts'
import { TemplateError } from './errors.ts'
import { fromJson, type HostObject, textOf, type Value } from './values.ts'

const functions: Readonly<Record<string, (given: Value) => Value>> = {
  escapeJavaScript: (given) => escapeJavaScript(textOf(given)),
  parseJson: (given) => parseJson(textOf(given)),
  urlEncode: (given) => urlEncode(textOf(given)),
  urlDecode: (given) => urlDecode(textOf(given)),
  base64Encode: (given) => toBase64(new TextEncoder().encode(textOf(given))),
  base64Decode: (given) => base64Decode(textOf(given)),
}

/** The object that templates know as `$util`. */
export const utilObject: HostObject = {
  host: true,
  get: () => undefined,
  call: (name, args) => (Object.hasOwn(functions, name) ? functions[name]?.(args[0] ?? '') : undefined),
}

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
function escapeJavaScript(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  return text.replaceAll(/[\x00-\x1f"'\\\x7f-\uffff]/g, (character) => {
    const known = escapes[character]
    if (known !== undefined) return known
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}

function parseJson(text: string): Value {
  try {
    return fromJson(JSON.parse(text) as Json)
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
