import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../base/json.ts'
import { compileFilter, filterProblem } from './filter-policy.ts'
import { filteredMessage } from './notification.ts'

function matches(
  policy: Json,
  value: Json,
  scope: 'MessageAttributes' | 'MessageBody' = 'MessageAttributes',
): boolean {
  const filter = compileFilter(JSON.stringify(policy), scope)
  return filter({ attributes: () => value, body: () => value })
}

/** The rules of one list, said the other way: which single values it takes. */
function takes(rule: Json, value: Json): boolean {
  if (rule === null || typeof rule !== 'object') return rule === value
  const [[name = '', operand] = []] = Object.entries(rule) as Array<[string, Json]>
  switch (name) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(operand as string)
    case 'suffix':
      return typeof value === 'string' && value.endsWith(operand as string)
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === (operand as string).toLowerCase()
    case 'anything-but':
      return !(operand as Json[]).includes(value)
    case 'numeric': {
      const [operator, bound] = operand as [string, number]
      if (typeof value !== 'number') return false
      return operator === '>' ? value > bound : value <= bound
    }
    case 'exists':
      return operand === true
    default:
      throw new Error(name)
  }
}

const word = fc.constantFrom('', 'a', 'A', 'ab', 'abc', 'ba', 'c')
const number = fc.integer({ min: -3, max: 3 })
const rule: fc.Arbitrary<Json> = fc.oneof(
  word,
  number,
  fc.record({ prefix: word.filter((text) => text !== '') }),
  fc.record({ suffix: word.filter((text) => text !== '') }),
  fc.record({ 'equals-ignore-case': word.filter((text) => text !== '') }),
  fc.record({ 'anything-but': fc.array(word, { minLength: 1, maxLength: 3 }) }),
  fc.record({ numeric: fc.tuple(fc.constantFrom('>', '<='), number) }),
  fc.record({ exists: fc.boolean() }),
)
const key = fc.constantFrom('x', 'y', 'z')
const flatPolicy = fc.dictionary(key, fc.array(rule, { minLength: 1, maxLength: 3 }), { minKeys: 1 })
const value = fc.oneof(word, number, fc.array(fc.oneof(word, number), { minLength: 1, maxLength: 3 }))
const attributes = fc.dictionary(key, value)

describe('filter policies', () => {
  it('take what a plain reading of them takes', () => {
    fc.assert(
      fc.property(flatPolicy, attributes, (policy, message) => {
        const expected = Object.entries(policy).every(([name, rules]) => {
          const found = message[name]
          if (found === undefined)
            return rules.some((item) => (item as { exists?: boolean } | null)?.exists === false)
          const values = Array.isArray(found) ? (found as Json[]) : [found]
          return values.some((one) => rules.some((item) => takes(item, one)))
        })
        assert.equal(filterProblem(JSON.stringify(policy), 'MessageAttributes'), undefined)
        assert.equal(matches(policy, message), expected)
      }),
    )
  })

  it('are judged without accident, whatever the text is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      flatPolicy.map((policy) => JSON.stringify(policy).slice(0, -1)),
    )
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('MessageAttributes' as const, 'MessageBody' as const),
        (policy, scope) => {
          const problem = filterProblem(policy, scope)
          if (problem === undefined) compileFilter(policy, scope)
          else assert.ok(problem.message.length > 0)
        },
      ),
    )
  })

  it('of bodies take objects alone', () => {
    const policy = { order: { state: ['paid', { exists: false }] } }
    assert.ok(matches(policy, { order: { state: 'paid' } }, 'MessageBody'))
    assert.ok(matches(policy, {}, 'MessageBody'))
    assert.ok(!matches(policy, { order: { state: 'open' } }, 'MessageBody'))
    assert.ok(!matches(policy, 'paid', 'MessageBody'))
    assert.ok(!matches(policy, [{ order: { state: 'paid' } }], 'MessageBody'))
  })

  it('look into nothing that is too deep', () => {
    const deep = (levels: number) => `{"a":${'['.repeat(levels)}"x"${']'.repeat(levels)}}`
    const message = (text: string) =>
      filteredMessage({ messageId: '', topicArn: '', message: text, at: 0, signatureVersion: '1' }, 'sqs')
    const filter = compileFilter('{"a":["x"]}', 'MessageBody')
    assert.ok(filter(message(deep(900))))
    assert.ok(!filter(message(deep(100_000))))
    assert.ok(!filter(message(`${'['.repeat(200_000)}`)))
    const policy = `${'{"a":'.repeat(40_000)}["x"]${'}'.repeat(40_000)}`
    assert.equal(filterProblem(policy, 'MessageBody')?.message, 'Filter policy is too complex')
  })

  it('have limits', () => {
    const problem = (policy: Json, scope: 'MessageAttributes' | 'MessageBody' = 'MessageBody') =>
      filterProblem(JSON.stringify(policy), scope)?.message
    // Source: Developer Guide, "Filter policy constraints": 3 x 4 x 2 x 3 = 72, and one more value on the first list.
    const nested = (count: number) => ({
      key_a: { key_b: { key_c: Array.from({ length: count }, (_, index) => `v${index}`) } },
      key_d: { key_e: ['value_one', 'value_two', 'value_three'] },
    })
    assert.equal(problem(nested(4)), undefined)
    assert.equal(problem(nested(9)), 'Filter policy is too complex')
    const values = Array.from({ length: 100 }, (_, index) => index)
    assert.equal(problem({ $or: [{ a: values }, { b: values }] }), 'Filter policy is too complex')
    assert.equal(
      problem({ a: [{ numeric: ['<', 1e9 + 1] }] }),
      'Value must be between -1.0E9 and 1.0E9, inclusive',
    )
    assert.equal(problem({ a: ['x'.repeat(262_144)] }), 'Filter policy is too large')
    assert.match(problem({}) ?? '', /^Empty objects are not allowed/)
    assert.match(filterProblem('{', 'MessageBody')?.message ?? '', /^failed to parse JSON\. /)
  })
})
