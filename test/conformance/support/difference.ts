/**
 * A strict comparison of values that went over a wire: types count (bytes are not text, NaN is itself, -0 is not 0),
 * and so does every name. Only a member that is undefined is the same as one that is not there.
 */

/** Where two values differ first, and what stands there. */
export interface Difference {
  /** `Tags[0].Key`; empty for the values themselves. */
  readonly path: string
  readonly sent: string
  readonly received: string
}

/** The first difference in the order of what was sent, or undefined when there is none. */
export function firstDifference(sent: unknown, received: unknown, path = ''): Difference | undefined {
  if (isRecord(sent) && isRecord(received)) return differenceOfRecords(sent, received, path)
  if (Array.isArray(sent) && Array.isArray(received)) return differenceOfLists(sent, received, path)
  return sameSimple(sent, received) ? undefined : { path, sent: show(sent), received: show(received) }
}

function differenceOfRecords(
  sent: Readonly<Record<string, unknown>>,
  received: Readonly<Record<string, unknown>>,
  path: string,
): Difference | undefined {
  for (const name of new Set([...Object.keys(sent), ...Object.keys(received)])) {
    const before = Object.hasOwn(sent, name) ? sent[name] : undefined
    const after = Object.hasOwn(received, name) ? received[name] : undefined
    const difference = firstDifference(before, after, path === '' ? name : `${path}.${name}`)
    if (difference) return difference
  }
  return undefined
}

function differenceOfLists(
  sent: readonly unknown[],
  received: readonly unknown[],
  path: string,
): Difference | undefined {
  for (let index = 0; index < Math.max(sent.length, received.length); index++) {
    const difference = firstDifference(
      index < sent.length ? sent[index] : absent,
      index < received.length ? received[index] : absent,
      `${path}[${index}]`,
    )
    if (difference) return difference
  }
  return undefined
}

/** Stands for what a shorter list does not have, so that a missing member is not one that is undefined. */
const absent = Symbol('nothing')

function sameSimple(sent: unknown, received: unknown): boolean {
  if (sent instanceof Date && received instanceof Date) return Object.is(sent.getTime(), received.getTime())
  if (sent instanceof Uint8Array && received instanceof Uint8Array) {
    return sent.length === received.length && sent.every((byte, index) => byte === received[index])
  }
  return Object.is(sent, received)
}

/** An object that is a structure or a map, and nothing with a meaning of its own. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof Date) && !ArrayBuffer.isView(value)
}

const shownCharactersMax = 300

/** A value as a person can read it in a failure. */
export function show(value: unknown): string {
  const text = write(value)
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}… (${text.length})`
}

function write(value: unknown): string {
  if (value === absent || value === undefined) return 'nothing'
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return `Date ${Number.isNaN(value.getTime()) ? 'NaN' : value.toISOString()}`
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`
  if (isRecord(value)) {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined)
    return `{${parts.map(([name, part]) => `${JSON.stringify(name)}: ${write(part)}`).join(', ')}}`
  }
  if (typeof value === 'string') return JSON.stringify(value).replace(/[^ -~]/g, escapeUnit)
  return Object.is(value, -0) ? '-0' : String(value)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
