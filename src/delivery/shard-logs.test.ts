import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { shardLog } from './index.ts'

describe('the log of a shard', () => {
  it('belongs to one shard of one stream', () => {
    const logs = ['a', 'a/b', 'a:b'].flatMap((stream) =>
      ['b', 'b:c', 'shardId-0'].map((shard) => JSON.stringify(shardLog(stream, shard))),
    )
    assert.equal(new Set(logs).size, logs.length)
  })
})
