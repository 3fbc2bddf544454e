import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../../base/json.ts'
import { Batches, type BatchRules } from './batching.ts'
import { exceedsTolerance } from './tolerance.ts'

function batched(items: readonly Json[], rules?: BatchRules) {
  const batches = new Batches(rules)
  return [...items.flatMap((item) => batches.add(item)), ...batches.rest()]
}

describe('batches', () => {
  it('are items themselves without rules', () => {
    assert.deepEqual(batched([1, 'a']), [
      { input: 1, itemCount: 1 },
      { input: 'a', itemCount: 1 },
    ])
    assert.deepEqual(batched([], { maxItems: 2 }), [])
  })

  it('lose no item, keep the order, and stay within their rules', () => {
    const rules = fc.record(
      {
        maxItems: fc.integer({ min: 1, max: 5 }),
        maxBytes: fc.integer({ min: 30, max: 200 }),
        batchInput: fc.constant('é'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 30 })), rules, (items, rule) => {
        const found = batched(items, rule)
        const together = found.flatMap(({ input }) => (input as { Items: Json[] }).Items)
        assert.deepEqual(together, items)
        for (const { input, itemCount } of found) {
          const { Items, BatchInput } = input as { Items: Json[]; BatchInput?: Json }
          assert.equal(Items.length, itemCount)
          assert.equal(BatchInput, rule.batchInput)
          assert.ok(itemCount <= (rule.maxItems ?? Number.POSITIVE_INFINITY))
          const bytes = Buffer.byteLength(JSON.stringify(input))
          assert.ok(itemCount === 1 || bytes <= (rule.maxBytes ?? Number.POSITIVE_INFINITY))
        }
      }),
    )
  })

  it('are as full as their bytes allow', () => {
    // {"Items":["a","a"]} has 19 bytes.
    const counts = batched(['a', 'a', 'a', 'a', 'a'], { maxBytes: 19 }).map(({ itemCount }) => itemCount)
    assert.deepEqual(counts, [2, 2, 1])
  })
})

describe('tolerance', () => {
  it('is none unless said, and each of count and percentage ends a Map Run', () => {
    assert.equal(exceedsTolerance({ failed: 0, total: 5 }, {}), false)
    assert.equal(exceedsTolerance({ failed: 1, total: 5 }, {}), true)
    assert.equal(exceedsTolerance({ failed: 2, total: 5 }, { count: 2 }), false)
    assert.equal(exceedsTolerance({ failed: 3, total: 5 }, { count: 2 }), true)
    assert.equal(exceedsTolerance({ failed: 1, total: 5 }, { percentage: 20 }), false)
    assert.equal(exceedsTolerance({ failed: 2, total: 5 }, { percentage: 20 }), true)
    assert.equal(exceedsTolerance({ failed: 2, total: 100 }, { count: 1, percentage: 50 }), true)
    assert.equal(exceedsTolerance({ failed: 5, total: 5 }, { percentage: 100 }), false)
  })
})
