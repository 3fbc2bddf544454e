import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { computeRoom } from './support.ts'

describe('a version that is retired', () => {
  const room = computeRoom()

  it('still serves who waited for its first environment', async () => {
    const version = room.version(
      { 'index.js': 'exports.handler = async (event) => event.n + 1' },
      { runtime: 'nodejs24.x', handler: 'index.handler' },
    )
    const answers = [1, 2].map((n) => room.invoke(version, { n }))
    await room.compute.retire(version.key)
    assert.deepEqual(
      (await Promise.all(answers)).map(({ value }) => value),
      [2, 3],
    )
  })
})
