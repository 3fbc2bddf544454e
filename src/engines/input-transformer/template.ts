/**
 * Templates with `<variables>`. Where a value goes decides how it is written: outside quotation marks of a JSON template as JSON,
 * inside them, and in plain text, as text. AWS escapes nothing inside quotation marks, and takes those out of objects there; an
 * object outside of them is JSON in any template, as `<$.body>` alone hands a message on. Source: EventBridge User Guide, "Amazon EventBridge input transformation" and "Amazon EventBridge Pipes input transformation";
 * what is written for variables without a value: AWS's deliveries of 11 June 2024, as a public project recorded them.
 */
import type { Json } from '../../base/json.ts'
import { isJson, minifyJson } from './minify.ts'

/** Which variables a template may name: those of a rule's paths, or paths themselves. */
export type TemplateStyle = 'rule' | 'pipe'

/** A template that is ready to be filled in. */
export interface InputTemplate {
  /** The variables it names, each once. */
  readonly variables: readonly string[]
  /** `resolve` gives a variable's value; undefined for none. JSON comes out without space between its tokens. */
  render(resolve: (variable: string) => TemplateValue | undefined): string
}

/** A value, or a text that is JSON already and is to be written as it is. */
export type TemplateValue = { readonly value: Json } | { readonly json: string }

type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly name: string; readonly place: Place }

/** Where a value goes: bare in a JSON template or in a plain text, or inside quotation marks. */
type Place = 'json' | 'text' | 'quoted'

const variables = {
  rule: /<([A-Za-z0-9_.-]+)>/g,
  pipe: /<(\$[^<>]*|aws\.pipes\.[a-z.-]+)>/g,
}

/** Reads a template once; what it makes of an event is asked of the answer. Fails where the text is no template of this style. */
export function compileInputTemplate(text: string, style: TemplateStyle): InputTemplate {
  const isJsonTemplate = /^\s*[{[]/.test(text)
  const pieces = cut(text, variables[style], isJsonTemplate)
  const names = pieces.flatMap((piece) => (piece.type === 'variable' ? [piece.name] : []))
  return {
    variables: [...new Set(names)],
    render: (resolve) => {
      const filled = pieces
        .map((piece) => (piece.type === 'text' ? piece.text : write(resolve(piece.name), piece.place)))
        .join('')
      return isJsonTemplate && isJson(filled) ? minifyJson(filled) : filled
    },
  }
}

function cut(text: string, variable: RegExp, isJsonTemplate: boolean): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  let inString = false
  for (const match of text.matchAll(variable)) {
    const before = text.slice(end, match.index)
    inString = endsInString(before, inString)
    pieces.push({ type: 'text', text: before })
    const place = inString ? 'quoted' : isJsonTemplate ? 'json' : 'text'
    pieces.push({ type: 'variable', name: match[1] ?? '', place })
    end = match.index + match[0].length
  }
  pieces.push({ type: 'text', text: text.slice(end) })
  return pieces
}

function endsInString(text: string, before: boolean): boolean {
  let inString = before
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') inString = !inString
  }
  return inString
}

function write(value: TemplateValue | undefined, place: Place): string {
  if (value === undefined) return place === 'json' ? '""' : ''
  if ('json' in value) return place === 'quoted' ? value.json.replaceAll('"', '') : value.json
  if (place === 'json') return JSON.stringify(value.value)
  if (value.value === null || typeof value.value !== 'object') return String(value.value)
  const text = JSON.stringify(value.value)
  return place === 'text' ? text : text.replaceAll('"', '')
}
