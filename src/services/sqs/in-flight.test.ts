import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { Store } from '../../store/index.ts'
import { knownQueue } from './directory.ts'
import { InFlight } from './in-flight.ts'
import { inFlightMax, inFlightRecount } from './limits.ts'

const queue = knownQueue({
  version: 1,
  value: {
    accountId: '123456789012' as AccountId,
    region: 'us-east-1' as Region,
    name: 'q',
    queueId: 'id',
    fifo: false,
    attributes: {},
    tags: {},
    createdAt: 0,
    modifiedAt: 0,
  },
})

/** A store that has so many messages in flight, and notes how often it was asked. */
function counting(leased: () => number) {
  const asked = { count: 0 }
  const queueCounts = async () => {
    asked.count++
    return { ready: 0, leased: leased(), delayed: 0 }
  }
  return { store: { queueCounts } as unknown as Store, asked }
}

describe('messages in flight', () => {
  it('are counted seldom while there are few', async () => {
    const { store, asked } = counting(() => 3)
    const inFlight = new InFlight()
    for (let round = 0; round < 3 * inFlightRecount; round += 10) {
      assert.equal(await inFlight.hasRoom(store, queue), true)
      inFlight.add(queue, 10)
    }
    assert.ok(asked.count <= 3, String(asked.count))
  })

  it('are bounded', async () => {
    let leased = 0
    const { store } = counting(() => leased)
    const inFlight = new InFlight()
    while (leased < 2 * inFlightMax && (await inFlight.hasRoom(store, queue))) {
      leased += 10
      inFlight.add(queue, 10)
    }
    assert.ok(leased >= inFlightMax && leased <= inFlightMax + inFlightRecount, String(leased))
    leased = 5
    assert.equal(await inFlight.hasRoom(store, queue), true)
  })
})
