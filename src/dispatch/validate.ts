/**
 * What the SDK's schemas leave out: required members, lengths, ranges, patterns and enumerations, refused in the
 * words that AWS's services share ("1 validation error detected: Value 'x' at 'name' failed to satisfy constraint:
 * ..."). Each structure is compiled once, and members without constraints cost nothing.
 */
import { AwsError } from '../aws/aws-error.ts'
import type { Constraints, Member, Shape, StructureShape } from '../models/index.ts'
import { compilePattern } from './pattern.ts'

/** One constraint that a value does not meet. `path` is AWS's: members lower-cased at the first letter, `tags.1.member.key`. */
export interface Violation {
  readonly path: string
  /** The last member's name as the model has it. */
  readonly member: string
  readonly value: unknown
  /** What is asked of it: `Member must have length less than or equal to 64`. */
  readonly constraint: string
  readonly kind: 'required' | 'length' | 'range' | 'pattern' | 'enumeration'
}

/** How an input that its model's constraints refuse is answered. */
export interface ValidationStyle {
  /** The error's code. Default `ValidationException`. */
  readonly code?: string
  /** The whole error, where the service has words of its own; undefined falls back on the usual ones. */
  readonly refuse?: (violations: readonly Violation[]) => AwsError | undefined
  /** Violations that the operations judge themselves: they are no obstacle here. */
  readonly leave?: (violation: Violation) => boolean
}

type Check = (value: unknown, path: string, found: Violation[]) => void

/** More than this many violations are not listed. Source: chosen; AWS's messages are cut as well. */
const violationsMax = 20

const checks = new WeakMap<StructureShape, Check | null>()

/** Throws the service's validation error when the input does not meet its model's constraints. */
export function validate(shape: StructureShape, input: object, style: ValidationStyle = {}): void {
  const check = structureCheck(shape)
  if (!check) return
  let found: Violation[] = []
  check(input, '', found)
  if (found.length > 0 && style.leave) found = found.filter((violation) => !style.leave?.(violation))
  if (found.length === 0) return
  throw style.refuse?.(found) ?? new AwsError(style.code ?? 'ValidationException', describeViolations(found))
}

/** AWS's sentence for what was found. */
export function describeViolations(found: readonly Violation[]): string {
  const listed = found.map(
    ({ path, value, constraint, kind }) =>
      `Value ${kind === 'required' ? 'null' : quote(value)} at '${path}' failed to satisfy constraint: ${constraint}`,
  )
  return `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${listed.join('; ')}`
}

function quote(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 1024 ? `${value.slice(0, 1024)}...` : value}'`
  if (value instanceof Uint8Array)
    return `'java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]'`
  if (Array.isArray(value)) return `'[${value.slice(0, 100).map(plain).join(', ')}]'`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).slice(0, 100)
    return `'{${entries.map(([key, item]) => `${key}=${plain(item)}`).join(', ')}}'`
  }
  return `'${String(value)}'`
}

function plain(value: unknown): string {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function structureCheck(shape: StructureShape): Check | null {
  const known = checks.get(shape)
  if (known !== undefined) return known
  // A recursive structure meets itself while it is compiled; by the time a value comes, the entry is final.
  checks.set(shape, (value, path, found) => checks.get(shape)?.(value, path, found))
  const members = shape.members.flatMap((member) => {
    const check = memberCheck(member)
    return check || member.required
      ? [{ name: member.name, lower: lowerFirst(member.name), member, check }]
      : []
  })
  const compiled: Check | null =
    members.length === 0
      ? null
      : (value, path, found) => {
          const holder = value as Record<string, unknown>
          for (const { name, lower, member, check } of members) {
            const item = holder[name]
            const isAbsent = item === undefined || item === null
            if (isAbsent ? !member.required : !check) continue
            const here = path === '' ? lower : `${path}.${lower}`
            if (isAbsent) add(found, here, name, item, 'Member must not be null', 'required')
            else check?.(item, here, found)
          }
        }
  checks.set(shape, compiled)
  return compiled
}

function memberCheck(member: Member): Check | undefined {
  const own = member.constraints && constraintCheck(member.name, member.shape, member.constraints)
  const nested = nestedCheck(member.shape)
  if (!own) return nested
  if (!nested) return own
  return (value, path, found) => {
    own(value, path, found)
    nested(value, path, found)
  }
}

function nestedCheck(shape: Shape): Check | undefined {
  if (shape.type === 'structure' || shape.type === 'union') {
    if (shape.eventStream) return undefined
    return structureCheck(shape) ?? undefined
  }
  if (shape.type === 'list') {
    const item = memberCheck(shape.member)
    return (
      item &&
      ((value, path, found) => {
        for (const [index, element] of (value as unknown[]).entries()) {
          if (element === null) continue
          if (found.length >= violationsMax) return
          item(element, `${path}.${index + 1}.member`, found)
        }
      })
    )
  }
  if (shape.type === 'map') return mapCheck(memberCheck(shape.key), memberCheck(shape.value))
  return undefined
}

function mapCheck(key: Check | undefined, value: Check | undefined): Check | undefined {
  if (!key && !value) return undefined
  return (map, path, found) => {
    const items = map as Readonly<Record<string, unknown>>
    for (const name in items) {
      if (found.length >= violationsMax) return
      const before = found.length
      key?.(name, path, found)
      if (found.length > before) found.push(...found.splice(before).map(ofMapKey))
      const item = items[name]
      if (item !== null) value?.(item, `${path}.${name}.member`, found)
    }
  }
}

function ofMapKey(violation: Violation): Violation {
  return { ...violation, constraint: `Map keys must satisfy constraint: [${violation.constraint}]` }
}

function constraintCheck(name: string, shape: Shape, constraints: Constraints): Check | undefined {
  const parts: Check[] = []
  const { min, max, values, pattern } = constraints
  if (shape.type === 'number') {
    if (min !== undefined)
      parts.push(
        bound(
          name,
          'range',
          (value) => Number(value) >= min,
          `Member must have value greater than or equal to ${min}`,
        ),
      )
    if (max !== undefined)
      parts.push(
        bound(
          name,
          'range',
          (value) => Number(value) <= max,
          `Member must have value less than or equal to ${max}`,
        ),
      )
  } else if (!shape.traits.streaming) {
    if (min !== undefined && min > 0)
      parts.push(
        bound(
          name,
          'length',
          (value) => lengthOf(value) >= min,
          `Member must have length greater than or equal to ${min}`,
        ),
      )
    if (max !== undefined)
      parts.push(
        bound(
          name,
          'length',
          (value) => lengthOf(value) <= max,
          `Member must have length less than or equal to ${max}`,
        ),
      )
  }
  if (values !== undefined && shape.type === 'string') {
    const allowed = new Set(values)
    parts.push(
      bound(
        name,
        'enumeration',
        (value) => allowed.has(value as string),
        `Member must satisfy enum value set: [${values.join(', ')}]`,
      ),
    )
  } else if (pattern !== undefined && shape.type === 'string') {
    const expression = compilePattern(pattern)
    // Too long a text has been refused already; AWS's patterns are only safe to run within their lengths.
    const longest = max ?? 65_536
    if (expression) {
      parts.push(
        bound(
          name,
          'pattern',
          (value) => (value as string).length > longest || expression.test(value as string),
          `Member must satisfy regular expression pattern: ${pattern}`,
        ),
      )
    }
  }
  if (parts.length === 0) return undefined
  // Who calls, calls again: the same table, the same function.
  let passed: unknown
  return (value, path, found) => {
    if (value === passed) return
    for (const part of parts) part(value, path, found)
    if (found.length === 0 && typeof value === 'string' && value.length <= rememberedCharacters)
      passed = value
  }
}

/** A longer text is not kept as the last that passed. Unit: characters. Source: chosen; names and ARNs are shorter. */
const rememberedCharacters = 256

function bound(
  member: string,
  kind: Violation['kind'],
  holds: (value: unknown) => boolean,
  constraint: string,
): Check {
  return (value, path, found) => {
    if (!holds(value)) add(found, path, member, value, constraint, kind)
  }
}

function add(
  found: Violation[],
  path: string,
  member: string,
  value: unknown,
  constraint: string,
  kind: Violation['kind'],
): void {
  if (found.length < violationsMax) found.push({ path, member, value, constraint, kind })
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0
}

/** AWS counts characters, JavaScript halves of surrogate pairs. */
function codePoints(text: string): number {
  let pairs = 0
  for (let index = 1; index < text.length; index++) {
    const low = text.charCodeAt(index)
    if (low >= 0xdc00 && low <= 0xdfff) {
      const high = text.charCodeAt(index - 1)
      if (high >= 0xd800 && high <= 0xdbff) pairs++
    }
  }
  return text.length - pairs
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
