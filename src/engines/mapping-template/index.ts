/** Mapping templates of REST APIs: the Velocity Template Language, with API Gateway's own variables. */

import { utilObject } from './escaping.ts'
import { inputObject, type TemplateInput } from './input.ts'
import { charactersPerStep, stepsMax } from './limits.ts'
import { parseTemplate } from './parse.ts'
import { render } from './render.ts'
import type { Block } from './syntax.ts'
import { ListValue, MapValue, textOf, type Value } from './values.ts'

export { BodyNotJsonError, TemplateError } from './errors.ts'
export type { TemplateInput, TemplateParameters } from './input.ts'
export { type JavaPattern, javaPattern } from './java-pattern.ts'

/** `$context`: texts, and maps of them. */
export interface TemplateContext {
  readonly [name: string]: string | number | boolean | TemplateContext | undefined
}

/** What a template is given. */
export interface TemplateFacts {
  readonly input: TemplateInput
  readonly context: TemplateContext
  readonly stageVariables: Readonly<Record<string, string>>
}

/** Parameters that a template sets: texts, or lists of them. */
export type Overrides = Readonly<Record<string, string | readonly string[]>>

/** What a template wrote and set. */
export interface Rendered {
  readonly text: string
  /** `$context.requestOverride`. */
  readonly request: { readonly header: Overrides; readonly path: Overrides; readonly querystring: Overrides }
  /** `$context.responseOverride`. */
  readonly response: { readonly status?: number; readonly header: Overrides }
}

const known = new Map<string, Block>()

/** Templates that are remembered as they were read. Ours. */
const knownMax = 500

/**
 * Renders a template. Fails with a TemplateError where the template is at fault, and with a BodyNotJsonError where it asks for a body as JSON
 * that is none.
 */
export function renderTemplate(text: string, { input, context, stageVariables }: TemplateFacts): Rendered {
  const shown = contextValue(context)
  const request = overrides('header', 'path', 'querystring')
  const response = overrides('header')
  shown.entries.set('requestOverride', request)
  shown.entries.set('responseOverride', response)
  const variables = new Map<string, Value>([
    ['input', inputObject(input)],
    ['context', shown],
    ['stageVariables', new MapValue(Object.entries(stageVariables), true)],
    ['util', utilObject],
  ])
  const steps = stepsMax + input.body.length / charactersPerStep
  const written = render(parsed(text), variables, steps)
  const status = Number(response.entries.get('status') ?? Number.NaN)
  return {
    text: written,
    request: {
      header: read(request, 'header'),
      path: read(request, 'path'),
      querystring: read(request, 'querystring'),
    },
    response: { header: read(response, 'header'), ...(Number.isInteger(status) ? { status } : {}) },
  }
}

/** Fails with a TemplateError where a text is no template. */
export function checkTemplate(text: string): void {
  parsed(text)
}

function parsed(text: string): Block {
  const before = known.get(text)
  if (before) return before
  const block = parseTemplate(text)
  if (known.size >= knownMax) known.clear()
  known.set(text, block)
  return block
}

function contextValue(context: TemplateContext): MapValue {
  return new MapValue(
    Object.entries(context).flatMap(([name, value]): Array<[string, Value]> => {
      if (value === undefined) return []
      return [[name, typeof value === 'object' ? contextValue(value) : value]]
    }),
    true,
  )
}

function overrides(...kinds: readonly string[]): MapValue {
  return new MapValue(
    kinds.map((kind) => [kind, new MapValue([], true)]),
    true,
  )
}

function read(overriding: MapValue, kind: string): Overrides {
  const set = overriding.entries.get(kind)
  if (!(set instanceof MapValue)) return {}
  return Object.fromEntries(
    [...set.entries].flatMap(([name, value]): Array<[string, string | readonly string[]]> => {
      if (value === undefined || value === null) return []
      return [[name, value instanceof ListValue ? value.items.map((item) => textOf(item)) : textOf(value)]]
    }),
  )
}
