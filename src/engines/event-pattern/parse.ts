import { readAddress } from './addresses.ts'
import { EventPatternError } from './errors.ts'
import { combinationsMax } from './limits.ts'
import { sameNumber } from './numbers.ts'
import { parseComparison } from './parse-comparison.ts'
import type { Scalar, ScalarTest } from './scalar.ts'
import { TokenReader } from './tokens.ts'

/** What a pattern wants of one field. */
export interface FieldRule {
  /** The names on the way to the field, joined by dots: `detail.state`. To AWS a dot inside a name is no different. */
  readonly path: string
  readonly accepts: ScalarTest
  /** Content as well when the event has no such field. */
  readonly acceptsAbsence: boolean
}

/** Fields by path that must all match. */
export type Branch = ReadonlyMap<string, FieldRule>

/** Names that AWS keeps for comparisons and takes for no field inside `$or`. Source: Event Ruler, Constants. */
const reserved = new Set(
  (
    'exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard ' +
    'not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range ' +
    'ip-address-not-in-range'
  ).split(' '),
)

/** A pattern as the branches of which one must match. Fails with an EventPatternError. */
export function parsePattern(source: string): readonly Branch[] {
  const tokens = new TokenReader(source)
  if (tokens.next() !== 'start-object') tokens.fail('Filter is not an object')
  return parseFields(tokens, [new Map()], [], false)
}

function parseFields(
  tokens: TokenReader,
  before: readonly Branch[],
  path: readonly string[],
  insideOr: boolean,
): readonly Branch[] {
  let branches = before
  let empty = true
  while (tokens.next() !== 'end-object') {
    empty = false
    const { name } = tokens
    if (name === '$or') {
      branches = parseAlternatives(tokens, branches, path)
      continue
    }
    if (insideOr && reserved.has(name))
      tokens.fail(`${name} is Ruler reserved fieldName which cannot be used inside $or.`)
    const token = tokens.next()
    if (token === 'start-object') branches = parseFields(tokens, branches, [...path, name], insideOr)
    else if (token === 'start-array') {
      const rule = parseField(tokens, [...path, name].join('.'))
      branches = branches.map((branch) => new Map(branch).set(rule.path, rule))
    } else tokens.fail(`"${name}" must be an object or an array`)
  }
  if (empty) tokens.fail('Empty objects are not allowed')
  return branches
}

function parseAlternatives(
  tokens: TokenReader,
  before: readonly Branch[],
  path: readonly string[],
): readonly Branch[] {
  if (tokens.next() !== 'start-array') tokens.fail('It must be an Array followed with $or.')
  const branches: Branch[] = []
  let alternatives = 0
  for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) {
    alternatives += 1
    if (token !== 'start-object') tokens.fail('Only JSON object is allowed in array of $or relationship.')
    branches.push(...parseFields(tokens, before, path, true))
    if (branches.length > combinationsMax)
      // UNVERIFIED: the words.
      throw new EventPatternError(`Rule is too complex - $or makes over ${combinationsMax} rule combinations`)
  }
  if (alternatives < 2) tokens.fail('There must have at least 2 Objects in $or relationship.')
  return branches
}

/** The list of a field, behind the opening bracket. */
function parseField(tokens: TokenReader, path: string): FieldRule {
  const values = new Set<Scalar>()
  const tests: ScalarTest[] = []
  let acceptsAbsence = false
  let empty = true
  for (let token = tokens.next(); token !== 'end-array'; token = tokens.next()) {
    empty = false
    switch (token) {
      case 'start-object': {
        const comparison = parseComparison(tokens)
        if ('absent' in comparison) acceptsAbsence = true
        else tests.push(comparison.test)
        break
      }
      case 'string':
        values.add(tokens.text)
        tests.push(...addressTest(tokens.text))
        break
      case 'number': {
        const number = Number(tokens.text)
        tests.push((value) => typeof value === 'number' && sameNumber(value, number))
        break
      }
      case 'true':
      case 'false':
        values.add(token === 'true')
        break
      case 'null':
        values.add(null)
        break
      default:
        tokens.fail('Match value must be String, number, true, false, or null')
    }
  }
  if (empty) tokens.fail('Empty arrays are not allowed')
  const accepts: ScalarTest =
    tests.length === 0
      ? (value) => values.has(value)
      : (value) => values.has(value) || tests.some((test) => test(value))
  return { path, accepts, acceptsAbsence }
}

/** An address matches however it is written. */
function addressTest(text: string): ScalarTest[] {
  const wanted = readAddress(text)
  if (!wanted) return []
  return [
    (value) => {
      const address = typeof value === 'string' ? readAddress(value) : undefined
      return address?.bits === wanted.bits && address.value === wanted.value
    },
  ]
}
