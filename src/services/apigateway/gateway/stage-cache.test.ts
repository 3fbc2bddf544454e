import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cacheBytesMax } from './limits.ts'
import { StageCaches } from './stage-cache.ts'

describe('caches of stages', () => {
  it('are bounded however small the answers are, whose keys clients choose', () => {
    const caches = new StageCaches({ now: () => 0 })
    const answer = { status: 200, headers: {}, body: new Uint8Array(0) }
    const key = (index: number) => `${index} ${'k'.repeat(8_000)}`
    const count = Math.ceil(cacheBytesMax / 8_000)
    caches.keep('stage', key(0), answer, 60)
    assert.ok(caches.find('stage', key(0)))
    for (let index = 1; index <= count; index++) caches.keep('stage', key(index), answer, 60)
    assert.equal(caches.find('stage', key(0)), undefined)
    assert.ok(caches.find('stage', key(count)))
  })
})
