import type { Json } from '../../../base/json.ts'
import type { Diagnostic } from './diagnostics.ts'
import { jsonDepthMax } from './limits.ts'

/**
 * Reads JSON, or says what is wrong as AWS does, whose words are those of its parser, Jackson. Words that no value begins with, and names that no
 * quote begins, are told as it tells them (the latter observed on AWS, 2023-06-22); UNVERIFIED: the words for all other faults.
 */
export function readJsonText(text: string): { readonly value: Json } | { readonly diagnostic: Diagnostic } {
  try {
    const value = JSON.parse(text) as Json
    if (deeperThan(value, jsonDepthMax)) return { diagnostic: tooDeep }
    return { value }
  } catch (error) {
    return { diagnostic: explain(text, error instanceof Error ? error.message : '') }
  }
}

/** What is wrong with a text that should be JSON, in one sentence: that of {@link readJsonText} without its place. Undefined: nothing is. */
export function jsonFault(text: string): string | undefined {
  const read = readJsonText(text)
  return 'diagnostic' in read ? read.diagnostic.message.split('\n at [Source: ')[0] : undefined
}

const tooDeep: Diagnostic = {
  severity: 'ERROR',
  code: 'INVALID_JSON_DESCRIPTION',
  message: `Document nesting depth (${jsonDepthMax + 1}) exceeds the maximum allowed (${jsonDepthMax})`,
}

/** Whether a value has more levels than that; goes down without recursion. */
export function deeperThan(value: Json, levels: number): boolean {
  let nodes: Json[] = [value]
  for (let depth = 0; nodes.length > 0; depth++) {
    if (depth > levels) return true
    const next: Json[] = []
    for (const node of nodes)
      if (typeof node === 'object' && node !== null)
        for (const inner of Object.values(node))
          if (typeof inner === 'object' && inner !== null) next.push(inner as Json)
    nodes = next
  }
  return false
}

/** Characters that Jackson shows of a text. */
const shownCharactersMax = 500

function explain(text: string, reason: string): Diagnostic {
  const offset = wordStart(text, offsetOf(text, reason))
  const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(offset))?.[0]
  const end = offset + (word?.length ?? 0)
  const shown =
    text.length > shownCharactersMax
      ? `${text.slice(0, shownCharactersMax)}"[truncated ${text.length - shownCharactersMax} chars]`
      : `${text}"`
  const lines = text.slice(0, end).split('\n')
  const place = `[Source: (String)"${shown}; line: ${lines.length}, column: ${(lines.at(-1)?.length ?? 0) + 1}]`
  return {
    severity: 'ERROR',
    code: 'INVALID_JSON_DESCRIPTION',
    message: `${fault(text, offset, word, /property name/.test(reason))}\n at ${place}`,
    location: place,
  }
}

function fault(text: string, offset: number, word: string | undefined, ofName: boolean): string {
  if (offset >= text.trimEnd().length) return 'Unexpected end-of-input'
  if (word && !ofName && !/^\d/.test(word))
    return `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
  const character = text[offset] ?? ''
  const expected = ofName
    ? 'double-quote to start field name'
    : "a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
  return `Unexpected character ('${character}' (code ${character.charCodeAt(0)})): was expecting ${expected}`
}

/** The first character of the word that a place is in. */
function wordStart(text: string, offset: number): number {
  let start = offset
  while (start > 0 && /[\p{L}\p{N}_$]/u.test(text[start - 1] ?? '') && /[\p{L}_$]/u.test(text[offset] ?? ''))
    start--
  return start
}

/** Where the engine's own message says that the fault is. */
function offsetOf(text: string, reason: string): number {
  const position = /position (\d+)/.exec(reason)?.[1]
  if (position !== undefined) return Number(position)
  const token = /Unexpected token '(.)'/su.exec(reason)?.[1]
  const found = token === undefined ? -1 : text.indexOf(token)
  return found < 0 ? text.length : found
}
