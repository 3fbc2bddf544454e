/** JSON Schema, draft 4, as models of APIs are written in it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../base/json.ts'
import { SchemaError, validate } from './json-schema.ts'

/** LAMBENT_TEST_SEED repeats a run. */
const chance = { seed: Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 2 ** 31) }

const check = (schema: Json, value: Json) => validate(schema, value, () => undefined)

// Source: JSON Schema, draft 4.
describe('bodies against models', () => {
  const cases: ReadonlyArray<readonly [Json, Json, number]> = [
    [{ type: ['string', 'null'] }, null, 0],
    [{ type: 'integer' }, 1.5, 1],
    [{ type: 'number' }, 1, 0],
    [{ enum: [1, { a: [2] }] }, { a: [2] }, 0],
    [{ enum: [1] }, '1', 1],
    [{ multipleOf: 0.1 }, 0.3, 0],
    [{ multipleOf: 2 }, 3, 1],
    [{ items: { type: 'string' }, minItems: 1, maxItems: 2, uniqueItems: true }, ['a', 'b'], 0],
    [{ items: { type: 'string' }, maxItems: 1, uniqueItems: true }, ['a', 'a'], 2],
    [{ items: [{ type: 'string' }], additionalItems: false }, ['a', 1], 2 - 1],
    [{ patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false }, { 'x-a': 1 }, 0],
    [
      { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
      { 'x-a': 'b', y: 1 },
      2,
    ],
    [{ additionalProperties: { type: 'number' } }, { a: 'b' }, 1],
    [{ dependencies: { a: ['b'], c: { required: ['d'] } } }, { a: 1, c: 1 }, 2],
    [{ allOf: [{ type: 'number' }, { minimum: 2 }] }, 1, 1],
    [{ anyOf: [{ type: 'number' }, { type: 'string' }] }, true, 1],
    [{ oneOf: [{ type: 'number' }, { minimum: 2 }] }, 3, 1],
    [{ not: { type: 'string' } }, 'a', 1],
    [{ format: 'email' }, 'a@b', 0],
    [{ format: 'date-time' }, 'yesterday', 1],
    [{ minProperties: 1, maxProperties: 1 }, {}, 1],
    [{ definitions: { 'a/b': { type: 'string' } }, $ref: '#/definitions/a~1b' }, 1, 1],
    [{ properties: { __proto__: { type: 'string' } }, required: ['constructor'] }, {}, 1],
  ]
  for (const [schema, value, problems] of cases)
    it(`${JSON.stringify(schema)} finds ${problems} in ${JSON.stringify(value)}`, () =>
      assert.equal(check(schema, value).length, problems))

  it('end, whatever the schema', () => {
    assert.throws(() => check({ $ref: '#' }, 1), SchemaError)
    assert.throws(() => check({ $ref: '#/definitions/none' }, 1), SchemaError)
    assert.throws(() => check({ $ref: 'https://elsewhere/models/None' }, 1), SchemaError)
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_none, at) => [
        `d${at}`,
        { allOf: [{ $ref: `#/definitions/d${at + 1}` }, { $ref: `#/definitions/d${at + 1}` }] },
      ]),
    )
    assert.throws(
      () => check({ $ref: '#/definitions/d0', definitions: { ...doubled, d40: {} } }, 1),
      SchemaError,
    )
    assert.throws(() => check({ pattern: '(?=a)(a+)+$' }, 'aaaa'), SchemaError)
    assert.equal(check({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`).length, 1)
  })

  it('take any value and any schema', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (schema, value) => {
        try {
          assert.ok(Array.isArray(check(schema as Json, value as Json)))
        } catch (error) {
          assert.ok(error instanceof SchemaError, String(error))
        }
      }),
      chance,
    )
  })
})
