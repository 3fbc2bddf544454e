import type { Focus, Expression as LibraryExpression } from 'jsonata'
import type { Json } from '../../../../base/json.ts'
import { canonicalText } from '../canonical.ts'
import { digest, isHashAlgorithm } from '../digest.ts'
import { JavaRandom } from '../java-random.ts'
import { jsonataRangeElementsMax, jsonataValueBytesMax } from '../limits.ts'
import type { Chance } from '../types.ts'
import { MemoryLimitError } from './measure.ts'

/** Where an evaluation finds its time and chance. No expression can name it. */
export const chanceName = ' chance'

function chanceOf(frame: Focus): Chance {
  return frame.environment.lookup(chanceName) as Chance
}

/** A refusal of a function, as the library reports its own. */
function refuse(message: string): never {
  throw { code: 'D3137', message }
}

/**
 * The functions that Step Functions adds, those that ask for time or chance, and those that would take for ever or all memory in the library.
 * Source: Step Functions Developer Guide, "Transforming data with JSONata"; how odd arguments are answered was observed on AWS in 2026.
 */
export function registerFunctions(expression: LibraryExpression): void {
  for (const { name, signature, call } of functions) expression.registerFunction(name, call, signature)
}

interface AddedFunction {
  readonly name: string
  readonly signature: string
  // The library hands over what the signature lets through.
  // biome-ignore lint/suspicious/noExplicitAny: each function says what it takes
  readonly call: (this: Focus, ...values: any[]) => unknown
}

const functions: readonly AddedFunction[] = [
  { name: 'partition', signature: '<an?:a>', call: partition },
  { name: 'range', signature: '<nnn?:a<n>>', call: range },
  { name: 'hash', signature: '<ss?:s>', call: hash },
  { name: 'parse', signature: '<s:x>', call: parse },
  { name: 'random', signature: '<n?:n>', call: random },
  { name: 'uuid', signature: '<:s>', call: uuid },
  { name: 'now', signature: '<s?s?:s>', call: now },
  { name: 'millis', signature: '<:n>', call: millis },
  { name: 'shuffle', signature: '<a:a>', call: shuffle },
  { name: 'distinct', signature: '<x:x>', call: distinct },
  { name: 'pad', signature: '<s-ns?:s>', call: pad },
  { name: 'join', signature: '<a<s>s?:s>', call: join },
]

function partition(list: unknown[] | undefined, size?: number): unknown {
  if (list === undefined) return undefined
  if (list.length === 1 && list[0] === null)
    throw { code: 'T0412', index: 1, token: 'partition', type: 'arrays', value: list }
  const count = size === undefined ? list.length : Math.trunc(size)
  if (count < 0) refuse('Second argument must be zero or greater')
  if (count === 0 || list.length === 0) return undefined
  return Array.from({ length: Math.ceil(list.length / count) }, (_, index) =>
    list.slice(index * count, (index + 1) * count),
  )
}

function range(first?: number, last?: number, by?: number): unknown {
  if (first === undefined || last === undefined || by === undefined) return undefined
  const [start, end, step] = [Math.trunc(first), Math.trunc(last), Math.trunc(by)]
  if (step === 0 || (step > 0 ? start > end : start < end)) return undefined
  const count = Math.floor((end - start) / step) + 1
  if (count > jsonataRangeElementsMax) throw new MemoryLimitError()
  const items = Array.from({ length: count }, (_, index) => start + index * step)
  return count === 1 ? items[0] : items
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined
  if (isHashAlgorithm(algorithm)) return digest(text, algorithm)
  return refuse('Second argument must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512')
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return refuse('Argument must be a valid JSON string')
  }
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? chanceOf(this).random() : new JavaRandom(seed).double()
}

function uuid(this: Focus): string {
  return chanceOf(this).uuid()
}

function millis(this: Focus): number {
  return chanceOf(this).nowMs
}

function now(this: Focus, picture?: string, timezone?: string): unknown {
  const format = this.environment.lookup('fromMillis') as {
    implementation: (this: Focus, ms: number, picture?: string, timezone?: string) => unknown
  }
  return format.implementation.call(this, chanceOf(this).nowMs, picture, timezone)
}

function shuffle(this: Focus, list?: unknown[]): unknown {
  if (list === undefined || list.length <= 1) return list
  const chance = chanceOf(this)
  const shuffled = [...list]
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(chance.random() * (index + 1))
    const item = shuffled[index]
    shuffled[index] = shuffled[other]
    shuffled[other] = item
  }
  return shuffled
}

/** The library compares each with each. */
function distinct(list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list
  const seen = new Set<unknown>()
  return list.filter((item: unknown) => {
    const key = typeof item === 'object' && item !== null ? `{${canonicalText(item as Json)}` : item
    return !seen.has(key) && seen.add(key)
  })
}

function pad(text?: string, width = 0, character = ' '): string | undefined {
  if (text === undefined) return undefined
  const missing = Math.abs(Math.trunc(width)) - [...text].length
  if (missing > jsonataValueBytesMax) throw new MemoryLimitError()
  if (missing <= 0) return text
  const filling = [...(character || ' ')]
  let padding = ''
  for (let index = 0; index < missing; index++) padding += filling[index % filling.length]
  return width > 0 ? text + padding : padding + text
}

function join(texts?: string[], separator = ''): string | undefined {
  if (texts === undefined) return undefined
  let characters = separator.length * texts.length
  for (const text of texts) characters += text.length
  if (characters > jsonataValueBytesMax) throw new MemoryLimitError()
  return texts.join(separator)
}
