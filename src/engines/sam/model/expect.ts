import {
  InvalidEvent,
  InvalidResource,
  type SamError,
  wrongAttributeType,
  wrongPropertyType,
} from '../errors.ts'
import { type Dict, isDict, type Value } from '../python/values.ts'

/** Whose value is looked at: messages name it. */
export interface Owner {
  /** Logical id of the resource, or name of the event. */
  readonly id: string
  /** A property of a resource when absent. */
  readonly kind?: 'event' | 'attribute'
}

/** A map, or AWS's error. `sentence` replaces the usual one. */
export function expectMap(value: Value | undefined, owner: Owner, path: string, sentence?: string): Dict {
  if (!isDict(value)) throw mismatch(owner, path, 'map', sentence)
  return value
}

/** A list, or AWS's error. */
export function expectList(value: Value | undefined, owner: Owner, path: string, sentence?: string): Value[] {
  if (!Array.isArray(value)) throw mismatch(owner, path, 'list', sentence)
  return value
}

/** A list of texts, or AWS's error, which names the first item that is none. */
export function expectStrings(
  value: Value | undefined,
  owner: Owner,
  path: string,
  sentence?: string,
): string[] {
  const list = expectList(value, owner, path, sentence)
  for (const [index, item] of list.entries()) {
    const itemOwner: Owner = owner.kind === 'event' ? owner : { id: owner.id }
    if (typeof item !== 'string') throw mismatch(itemOwner, `${path}[${index}]`, 'string', sentence)
  }
  return list as string[]
}

/** A text, or AWS's error. */
export function expectString(
  value: Value | undefined,
  owner: Owner,
  path: string,
  sentence?: string,
): string {
  if (typeof value !== 'string') throw mismatch(owner, path, 'string', sentence)
  return value
}

/** A whole number, or AWS's error. Python's booleans are integers. */
export function expectInteger(
  value: Value | undefined,
  owner: Owner,
  path: string,
  sentence?: string,
): number {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(owner, path, 'integer', sentence)
  return value
}

/** A boolean, or AWS's error. */
export function expectBoolean(
  value: Value | undefined,
  owner: Owner,
  path: string,
  sentence?: string,
): boolean {
  if (typeof value !== 'boolean') throw mismatch(owner, path, 'boolean', sentence)
  return value
}

/** Anything but null and absence, or AWS's error. */
export function expectPresent(
  value: Value | undefined,
  owner: Owner,
  path: string,
  sentence?: string,
): Value {
  if (value !== null && value !== undefined) return value
  const said = sentence || `Property '${path}' is required.`
  throw owner.kind === 'event' ? new InvalidEvent(owner.id, said) : new InvalidResource(owner.id, said)
}

function mismatch(owner: Owner, path: string, expected: string, sentence?: string): SamError {
  if (owner.kind === 'event')
    return new InvalidEvent(owner.id, sentence || `Property '${path}' should be a ${expected}.`)
  return owner.kind === 'attribute'
    ? wrongAttributeType(owner.id, path, expected, sentence)
    : wrongPropertyType(owner.id, path, expected, sentence)
}
