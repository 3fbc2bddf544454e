/**
 * The part of JSONPath that EventBridge knows: names behind dots, indices, `*`. Source: EventBridge User Guide, "Amazon
 * EventBridge input transformation", and the same for Pipes.
 */
import type { Json, JsonObject } from '../../base/json.ts'

type Step =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'all' }

/** A path that is ready to be followed. */
export interface EventPath {
  /** What lies there; a list of all when the path has a `*`; undefined for nothing. */
  select(event: Json): Json | undefined
}

/** Undefined for what is no path of this language. */
export function parseEventPath(text: string): EventPath | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: Step[] = []
  const pattern = /\.([^.[\]*'"\s]+)|\.(\*)|\[(\d{1,9})\]|\[(\*)\]|\['([^']*)'\]|\["([^"]*)"\]/y
  pattern.lastIndex = 1
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match) return undefined
    const [, name, star, index, all, single, double] = match
    if (star !== undefined || all !== undefined) steps.push({ type: 'all' })
    else if (index !== undefined) steps.push({ type: 'index', index: Number(index) })
    else steps.push({ type: 'name', name: name ?? single ?? double ?? '' })
  }
  return { select: (event) => select(event, steps) }
}

function select(event: Json, steps: readonly Step[]): Json | undefined {
  let found: Json[] = [event]
  for (const step of steps) found = found.flatMap((value) => follow(value, step))
  if (steps.some((step) => step.type === 'all')) return found.length === 0 ? undefined : found
  return found[0]
}

function follow(value: Json, step: Step): Json[] {
  if (value === null || typeof value !== 'object') return []
  if (isList(value)) {
    if (step.type === 'all') return [...value]
    const element = step.type === 'index' ? value[step.index] : undefined
    return element === undefined ? [] : [element]
  }
  if (step.type === 'all') return Object.values(value).filter((member) => member !== undefined)
  const member = step.type === 'name' && Object.hasOwn(value, step.name) ? value[step.name] : undefined
  return member === undefined ? [] : [member]
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value)
}
