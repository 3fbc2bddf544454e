import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  firstShards,
  hashKeyCount,
  openShards,
  Resharding,
  readShardId,
  type Shard,
  scaleTo,
  shardFor,
  shardIdOf,
} from './shards.ts'

/** That the open shards hold every hash key exactly once. */
function checkCover(shards: readonly Shard[]): void {
  let next = 0n
  for (const { startingHashKey, endingHashKey } of openShards(shards)) {
    assert.equal(BigInt(startingHashKey), next)
    next = BigInt(endingHashKey) + 1n
  }
  assert.equal(next, hashKeyCount)
}

/** Shards after changes, each given as two numbers that choose what is done. */
function reshape(count: number, changes: ReadonlyArray<readonly [number, number]>): Shard[] {
  let shards = firstShards(count, 0)
  for (const [kind, choice] of changes) {
    const open = openShards(shards)
    const resharding = new Resharding(shards.length, 500)
    const at = choice % open.length
    const [shard, neighbour] = [open[at] as Shard, open[at + 1]]
    const size = BigInt(shard.endingHashKey) - BigInt(shard.startingHashKey)
    if (kind % 3 === 0 && size > 2n) resharding.split(shard, BigInt(shard.startingHashKey) + size / 2n)
    else if (kind % 3 === 1 && neighbour) resharding.merge(shard, neighbour)
    else scaleTo(resharding, open, (choice % 9) + 1)
    const changed = new Map(resharding.changed.map((each) => [each.index, each]))
    shards = [...shards, ...resharding.changed.filter(({ index }) => index >= shards.length)].map(
      (each) => changed.get(each.index) ?? each,
    )
  }
  return shards
}

const changesArbitrary = fc.array(fc.tuple(fc.nat(20), fc.nat(50)), { maxLength: 12 })

describe('shards', () => {
  it('of a new stream hold equal parts', () => {
    const ranges = firstShards(3, 0).map(({ startingHashKey, endingHashKey }) => [
      startingHashKey,
      endingHashKey,
    ])
    // Source: API Reference, DescribeStream, the example of a stream with three shards.
    assert.deepEqual(ranges, [
      ['0', '113427455640312821154458202477256070484'],
      ['113427455640312821154458202477256070485', '226854911280625642308916404954512140969'],
      ['226854911280625642308916404954512140970', '340282366920938463463374607431768211455'],
    ])
  })

  it('hold every hash key exactly once, however they are split, merged and scaled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), changesArbitrary, (count, changes) => {
        const shards = reshape(count, changes)
        checkCover(shards)
        assert.deepEqual(
          shards.map(({ index }) => index),
          shards.map((_, place) => place),
        )
      }),
    )
  })

  it('come after their parents, and hold a part of what these held', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), changesArbitrary, (count, changes) => {
        const shards = reshape(count, changes)
        for (const shard of shards) {
          for (const parentIndex of [shard.parent, shard.adjacentParent]) {
            if (parentIndex === undefined) continue
            const parent = shards[parentIndex] as Shard
            assert.ok(parent.epoch < shard.epoch && parent.index < shard.index)
            assert.notEqual(parent.closedAt, undefined)
            assert.ok(BigInt(parent.startingHashKey) <= BigInt(shard.endingHashKey))
            assert.ok(BigInt(parent.endingHashKey) >= BigInt(shard.startingHashKey))
          }
        }
      }),
    )
  })

  it('are so many equal parts after scaling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (from, to) => {
        const resharding = new Resharding(from, 1)
        const before = firstShards(from, 0)
        scaleTo(resharding, before, to)
        const changed = new Set(resharding.changed.map(({ index }) => index))
        const all = [...before.filter(({ index }) => !changed.has(index)), ...resharding.changed]
        const ranges = (shards: readonly Shard[]) =>
          openShards(shards).map(({ startingHashKey, endingHashKey }) => [startingHashKey, endingHashKey])
        assert.deepEqual(ranges(all), ranges(firstShards(to, 0)))
      }),
    )
  })

  it('are found by hash key', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, hashKeyCount - 1n), changesArbitrary, (key, changes) => {
        const shards = reshape(3, changes)
        const open = openShards(shards).map((shard) => ({ start: BigInt(shard.startingHashKey), shard }))
        const shard = shardFor(open, key)
        assert.ok(shard && BigInt(shard.startingHashKey) <= key && key <= BigInt(shard.endingHashKey))
      }),
    )
  })

  it('have ids of twelve digits', () => {
    assert.equal(shardIdOf(12), 'shardId-000000000012')
    assert.equal(readShardId('shardId-000000000012'), 12)
    assert.equal(readShardId('12'), 12)
    for (const other of ['', 'shardId-', 'shardId-x', 'a-b-1', 'shardId-2147483648'])
      assert.equal(readShardId(other), undefined)
  })
})
