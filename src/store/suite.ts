/**
 * The store's contract as tests. Every engine passes the same ones; an engine's own test file calls {@link storeSuite}
 * with a way to open it.
 */
import { after, before, describe } from 'node:test'
import { silentLogger } from '../base/logger.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Bench, OpenStore } from './suite/bench.ts'
import { blobTests } from './suite/blobs.ts'
import { closeTests } from './suite/close.ts'
import { collectionTests } from './suite/collections.ts'
import { commitTests } from './suite/commits.ts'
import { leaseTests } from './suite/leases.ts'
import { logTests } from './suite/logs.ts'
import { notificationTests } from './suite/notifications.ts'
import { queueGroupTests } from './suite/queue-groups.ts'
import { queueTests } from './suite/queues.ts'
import { recordTests } from './suite/records.ts'
import type { Store } from './types.ts'

export type { OpenStore } from './suite/bench.ts'

/** Registers the tests of every sentence of `types.ts` for one engine. */
export function storeSuite(name: string, open: OpenStore): void {
  describe(`store on ${name}`, () => {
    const clock = new VirtualClock()
    let opened: Store | undefined
    let count = 0
    before(async () => {
      opened = await open({ clock, logger: silentLogger })
    })
    after(async () => {
      await opened?.close()
    })
    const bench: Bench = {
      clock,
      open,
      get store() {
        if (opened === undefined) throw new Error('The store is not open yet')
        return opened
      },
      key: (...parts) => [`test-${count}`, ...parts],
      fresh: () => {
        count++
      },
    }
    describe('records', () => recordTests(bench))
    describe('commits', () => commitTests(bench))
    describe('logs', () => logTests(bench))
    describe('queues', () => queueTests(bench))
    describe('queue groups', () => queueGroupTests(bench))
    describe('leases', () => leaseTests(bench))
    describe('blobs', () => blobTests(bench))
    describe('notifications', () => notificationTests(bench))
    describe('collections', () => collectionTests(bench))
    describe('closing', () => closeTests(bench))
  })
}
