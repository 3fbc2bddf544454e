import type { Json } from '../../../../base/json.ts'
import { jsonataValueBytesMax } from '../limits.ts'

/** An expression built more than a value may have. The words are AWS's. */
export class MemoryLimitError extends Error {
  override readonly name = 'MemoryLimitError'
  constructor() {
    super('Expression evaluation memory limit exceeded: Check for excessive memory usage')
  }
}

/** A value that no JSON carries: a function. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError'
}

/**
 * What values take, counting what stands in several places each time, for so it is written out. What was measured is remembered: a value
 * that grows by a part in each round is not measured anew as a whole.
 */
export class Measure {
  readonly #known = new WeakMap<object, number>()

  /** @throws MemoryLimitError */
  check(value: unknown): void {
    if (this.bytes(value) > jsonataValueBytesMax) throw new MemoryLimitError()
  }

  bytes(value: unknown): number {
    if (typeof value === 'string') return value.length
    if (typeof value !== 'object' || value === null) return 8
    const known = this.#known.get(value)
    if (known !== undefined) return known
    let bytes = 0
    if (Array.isArray(value)) for (const item of value) bytes += this.bytes(item)
    else if (isPlain(value))
      for (const [name, member] of Object.entries(value)) bytes += name.length + this.bytes(member)
    this.#known.set(value, bytes)
    return bytes
  }
}

/** Not the library's own: functions, and the frames they keep. */
function isPlain(value: object): boolean {
  return !('_jsonata_lambda' in value) && !('_jsonata_function' in value)
}

/** Levels of a result. */
const depthMax = 1_000

/** A result as JSON, copied out of the library's sequences. Numbers that JSON has not are texts, as on AWS. @throws NoJsonError, MemoryLimitError */
export function toJson(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (depth > depthMax) throw new MemoryLimitError()
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => toJson(item ?? null, depth + 1))
  if (typeof value !== 'object' || !isPlain(value)) throw new NoJsonError()
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, toJson(member, depth + 1)]))
}
