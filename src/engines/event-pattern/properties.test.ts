import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../base/json.ts'
import { compileEventPattern, EventPatternError } from './index.ts'

type Leaf = { path: string; value: Json; elements: ReadonlyMap<string, number> }

/** Every leaf of an event with the elements of lists that it lies in: the words of AWS's description, taken literally. */
function leaves(value: Json, path: string[] = [], place = '', elements = new Map<string, number>()): Leaf[] {
  if (Array.isArray(value))
    return value.flatMap((element: Json, index) =>
      leaves(element, path, `${place}[${index}]`, new Map(elements).set(place, index)),
    )
  if (value === null || typeof value !== 'object') return [{ path: path.join('.'), value, elements }]
  return Object.entries(value).flatMap(([name, member]) =>
    leaves(member ?? null, [...path, name], `${place}/${name}`, elements),
  )
}

type Rules = { [name: string]: Rules | Json[] }

function wanted(rules: Rules, path: string[] = []): Array<[string, Json[]]> {
  return Object.entries(rules).flatMap(([name, rule]) =>
    Array.isArray(rule) ? [[[...path, name].join('.'), rule]] : wanted(rule, [...path, name]),
  ) as Array<[string, Json[]]>
}

function accepts(rule: Json, value: Json): boolean {
  if (rule === null || typeof rule !== 'object') return rule === value
  const [[operator, operand] = ['', null]] = Object.entries(rule as Record<string, Json>)
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand))
    case 'wildcard':
      return (
        typeof value === 'string' && new RegExp(`^${String(operand).replaceAll('*', '.*')}$`, 's').test(value)
      )
    case 'anything-but':
      return ![operand].flat().includes(value as never)
    case 'numeric':
      return typeof value === 'number' && value > ((operand as Json[])[1] as number)
    case 'exists':
      return operand === true
    default:
      throw new Error(operator)
  }
}

function naive(rules: Rules, event: Json): boolean {
  const all = leaves(event)
  const choose = (left: Array<[string, Json[]]>, chosen: Leaf[]): boolean => {
    const [[path, values] = [undefined, []], ...rest] = left
    if (path === undefined) return true
    const candidates = all.filter((leaf) => leaf.path === path)
    if (candidates.length === 0)
      return values.some((rule) => JSON.stringify(rule) === '{"exists":false}') && choose(rest, chosen)
    return candidates.some(
      (leaf) =>
        values.some((rule) => accepts(rule, leaf.value)) &&
        chosen.every((other) =>
          [...leaf.elements].every(([list, index]) => (other.elements.get(list) ?? index) === index),
        ) &&
        choose(rest, [...chosen, leaf]),
    )
  }
  return choose(wanted(rules), [])
}

const name = fc.constantFrom('a', 'b', 'c')
const scalar = fc.constantFrom<Json>('', 'x', 'xy', 'yx', 0, 1, 2, true, null)
const { event } = fc.letrec<{ event: Json; value: Json }>((tie) => ({
  event: fc.dictionary(name, tie('value'), { noNullPrototype: true, maxKeys: 3 }) as fc.Arbitrary<Json>,
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Json>,
    tie('event'),
  ),
}))
const rule: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.constantFrom<Json>(
    { prefix: 'x' },
    { wildcard: 'x*' },
    { wildcard: '*x' },
    { wildcard: '*y*' },
    { 'anything-but': 'x' },
    { 'anything-but': [1, 2] },
    { numeric: ['>', 0] },
    { exists: true },
    { exists: false },
  ),
)
const { rules } = fc.letrec<{ rules: Rules; either: Rules | Json[] }>((tie) => ({
  rules: fc.dictionary(name, tie('either'), { noNullPrototype: true, minKeys: 1, maxKeys: 3 }),
  either: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.array(rule, { minLength: 1, maxLength: 2 }),
    tie('rules'),
  ),
}))

describe('event patterns', () => {
  it('match what their description says', () => {
    fc.assert(
      fc.property(rules, event, (pattern, given) => {
        assert.equal(
          compileEventPattern(JSON.stringify(pattern)).matches(given),
          naive(pattern, given),
          JSON.stringify({ pattern, given }),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it('are patterns or errors, whatever the text', () => {
    const piece = fc.constantFrom(...'{}[]",: \\*ea1-.$', 'or', 'numeric', '"prefix":', '"a":[', 'null')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          compileEventPattern(pieces.join('')).matches({ a: 1 })
        } catch (error) {
          assert.ok(error instanceof EventPatternError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('are read as JSON reads them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 2 }), (text, other) => {
        const field = JSON.stringify(text)
        const value = JSON.parse(other) as Json
        const pattern = compileEventPattern(`{ ${field} :\n[ ${field} , true ] }`)
        assert.ok(pattern.matches({ [text]: text }))
        assert.equal(pattern.matches({ [text]: value }), naive({ [text]: [text, true] }, { [text]: value }))
      }),
    )
  })
})
