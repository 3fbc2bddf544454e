import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { systemClock } from '../../base/system-clock.ts'
import { EngineStore } from '../engine-store.ts'
import { Subscriptions } from '../subscriptions.ts'
import type { Store } from '../types.ts'
import { PostgresBackend } from './backend.ts'
import { Committer } from './committer.ts'
import { Connections } from './connection.ts'
import { Listener } from './listener.ts'
import { migrate } from './migrate.ts'
import { SharedTime } from './shared-time.ts'
import { describeTouched, readPayload, topicHash } from './topics.ts'

/**
 * Batches under way at once. With a second one the server works while the first waits for the disk; more made batches
 * smaller and nothing faster.
 */
const lanes = 2

/** Connections for all else. */
const otherConnections = 8

/**
 * Opens the store on a PostgreSQL database (`postgres://user:password@host/database`), which any number of nodes may do
 * at once. The first sets up the schema `lambent`. Rejects with an OperationalError when the server cannot be reached,
 * does not let us in, or was set up by a newer version.
 */
export async function openPostgresStore(
  url: string,
  surroundings: { clock: Clock; logger: Logger },
): Promise<Store> {
  const { clock, logger } = surroundings
  const connections = new Connections(url, {
    connections: otherConnections,
    name: 'lambent',
    clock,
    logger,
  })
  const commitConnections = new Connections(url, {
    connections: lanes,
    name: 'lambent commits',
    clock,
    logger,
  })
  const time = new SharedTime(clock, clock === systemClock)
  const subscriptions = new Subscriptions(logger, topicHash)
  try {
    await migrate(connections)
    const node = await joinNodes(connections, time)
    const committer = new Committer({
      connections: commitConnections,
      node,
      lanes,
      describe: (changes) => describeTouched(node, changes),
      heardTime: (theirs, before, after) => time.heard(theirs, before, after),
      now: () => time.local(),
    })
    const listener = new Listener(url, {
      clock,
      logger,
      onNotification: (text) => {
        const payload = readPayload(text)
        if (payload?.node === node) return
        if (payload?.hashes === undefined) subscriptions.notifyAll()
        else subscriptions.notifyHashes(payload.hashes)
      },
      onGap: () => subscriptions.notifyAll(),
    })
    await listener.start()
    const backend = new PostgresBackend({ connections, commitConnections, committer, listener, time })
    return new EngineStore(backend, subscriptions, surroundings)
  } catch (error) {
    await Promise.all([connections.close(), commitConnections.close()])
    throw error
  }
}

/** Takes a number for this node, and learns the database's time. */
async function joinNodes(connections: Connections, time: SharedTime): Promise<number> {
  const before = time.local()
  const [row] = await connections.query<[node: number, at: number]>(
    `SELECT nextval('lambent.node_id'), lambent.now_ms()`,
  )
  time.heard(row?.[1] ?? before, before, time.local())
  return row?.[0] ?? 0
}
