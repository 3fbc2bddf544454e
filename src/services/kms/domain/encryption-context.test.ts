import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalContext, meetsConstraints } from './encryption-context.ts'

const context = fc.dictionary(fc.string(), fc.string(), { maxKeys: 5, noNullPrototype: true })

describe('encryption contexts', () => {
  it('are the same text in whatever order they were given', () => {
    fc.assert(
      fc.property(context, (given) => {
        const turned = Object.fromEntries(Object.entries(given).reverse())
        assert.equal(canonicalContext(turned), canonicalContext(given))
      }),
    )
  })

  it('are different texts when anything differs', () => {
    fc.assert(
      fc.property(context, context, (left, right) => {
        const same =
          JSON.stringify(Object.entries(left).sort()) === JSON.stringify(Object.entries(right).sort())
        assert.equal(canonicalContext(left) === canonicalContext(right), same)
      }),
    )
    // What a text of joined parts would confuse.
    assert.notEqual(canonicalContext({ a: 'b', c: 'd' }), canonicalContext({ a: 'b","c":"d' }))
    assert.equal(canonicalContext(undefined), canonicalContext({}))
  })

  it('meet the constraints of grants', () => {
    assert.ok(meetsConstraints({ a: '1', b: '2' }, { subset: { a: '1' } }))
    assert.ok(!meetsConstraints({ a: '2' }, { subset: { a: '1' } }))
    assert.ok(!meetsConstraints(undefined, { subset: { a: '1' } }))
    assert.ok(meetsConstraints({ b: '2', a: '1' }, { equals: { a: '1', b: '2' } }))
    assert.ok(!meetsConstraints({ a: '1', b: '2' }, { equals: { a: '1' } }))
  })
})
