import assert from 'node:assert/strict'
import { it } from 'node:test'
import { costOf } from './prices.ts'

it('charges what the pricing page computes in its first example', () => {
  // "3 million requests, 120 ms each, 1536 MB, x86": 540,000 GB-seconds, $9.00 and $0.60, before the free tier.
  const cost = costOf({
    requests: 3_000_000,
    gbSeconds: { x86_64: 540_000, arm64: 0 },
    storageGbSeconds: 0,
  })
  assert.equal(cost.toFixed(2), '9.60')
})
