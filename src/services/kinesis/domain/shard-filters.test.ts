import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isChosen, type ShardChoice } from './shard-filters.ts'
import type { Shard } from './shards.ts'

const base = { startingHashKey: '0', endingHashKey: '1', epoch: 1 }
/** A stream of 1000, whose shard was split at 2000 and whose second child was split at 3000. */
const shards: Shard[] = [
  { ...base, index: 0, openedAt: 1_000, closedAt: 2_000 },
  { ...base, index: 1, parent: 0, openedAt: 2_000 },
  { ...base, index: 2, parent: 0, openedAt: 2_000, closedAt: 3_000 },
  { ...base, index: 3, parent: 2, openedAt: 3_000 },
  { ...base, index: 4, parent: 2, openedAt: 3_000 },
]

function chosen(choice: ShardChoice, horizon = 1_000): number[] {
  return shards.filter((shard) => isChosen(shard, choice, horizon)).map(({ index }) => index)
}

describe('shard filters', () => {
  it('choose as the API Reference says', () => {
    assert.deepEqual(chosen({ type: 'FROM_TRIM_HORIZON' }), [0, 1, 2, 3, 4])
    assert.deepEqual(chosen({ type: 'AT_LATEST' }), [1, 3, 4])
    assert.deepEqual(chosen({ type: 'AFTER_SHARD_ID', index: 2 }), [3, 4])
    assert.deepEqual(chosen({ type: 'AT_TRIM_HORIZON' }), [0])
    assert.deepEqual(chosen({ type: 'AT_TRIM_HORIZON' }, 2_500), [1, 2])
    assert.deepEqual(chosen({ type: 'AT_TIMESTAMP', at: 2_500 }), [1, 2])
    assert.deepEqual(chosen({ type: 'AT_TIMESTAMP', at: 3_500 }), [1, 3, 4])
    assert.deepEqual(chosen({ type: 'FROM_TIMESTAMP', at: 2_500 }), [1, 2, 3, 4])
    assert.deepEqual(chosen({ type: 'FROM_TIMESTAMP', at: 0 }, 2_500), [1, 2, 3, 4])
  })
})
