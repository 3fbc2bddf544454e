import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../../test/support/test-stores.ts'
import { silentLogger } from '../../../base/logger.ts'
import { systemRandom } from '../../../base/system-random.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import type { Store } from '../../../store/index.ts'
import { nodeTtlMs } from '../limits.ts'
import { connections } from '../records.ts'
import { Connections } from './connections.ts'

const during = <T>(work: () => Promise<T>) => work()

describe('connections on several nodes', () => {
  const clock = new VirtualClock()
  let store: Store
  before(async () => {
    store = await openTestStore(clock)
  })
  after(() => store.close())

  /** A node with one connection; `sent`: what its client was told. */
  async function nodeWith(connectionId: string, time = clock) {
    const jobs = { during, handle: () => assert.fail(), every: () => assert.fail() }
    const node = new Connections({ store, clock: time, random: systemRandom, logger: silentLogger, jobs })
    const place = { connectionId, apiId: 'api', stage: 'live' }
    const sent: string[] = []
    await node.announce(place, clock.now())
    node.add({
      ...place,
      peer: {
        send: async (text) => {
          sent.push(text)
          return 'sent'
        },
        close: (code) => sent.push(`closed ${code}`),
      },
      connectedAt: clock.now(),
      sourceIp: '1.2.3.4',
      userAgent: 'agent',
      lastActiveAt: clock.now(),
    })
    return { node, place, sent }
  }

  it('are asked about from everywhere', async () => {
    const [one, two] = [await nodeWith('one'), await nodeWith('two')]
    assert.deepEqual(await two.node.ask({ ...one.place, type: 'post', text: 'hello' }), { type: 'done' })
    assert.deepEqual(await two.node.ask({ ...one.place, type: 'get' }), {
      type: 'facts',
      connectedAt: clock.now(),
      lastActiveAt: clock.now(),
      sourceIp: '1.2.3.4',
      userAgent: 'agent',
    })
    assert.deepEqual(await two.node.ask({ ...one.place, type: 'delete' }), { type: 'done' })
    assert.deepEqual(one.sent, ['hello', 'closed 1000'])
    assert.deepEqual(await two.node.ask({ ...one.place, stage: 'other', type: 'get' }), { type: 'gone' })
    await one.node.remove('one')
    assert.deepEqual(await two.node.ask({ ...one.place, type: 'get' }), { type: 'gone' })
    await Promise.all([one.node.stop(), two.node.stop()])
  })

  it('are gone with a node that gives no sign of life any more', async () => {
    // Its time stands still: it is dead, and has not said so.
    const dead = await nodeWith('dead', new VirtualClock(clock.now()))
    const living = await nodeWith('living')
    await clock.advance(nodeTtlMs + 1)
    assert.deepEqual(await living.node.ask({ ...dead.place, type: 'get' }), { type: 'gone' })
    assert.equal(await connections.get(store, ['dead']), undefined)
    assert.deepEqual(await dead.node.ask({ ...living.place, type: 'post', text: 'still' }), { type: 'done' })
    await living.node.stop()
  })
})
