/**
 * A thread of the SQLite engine. It takes every request that waits, answers the reads as of one instant, then runs
 * all writes in one transaction: one flush of the disk serves them all. Requests that arrive while
 * the writes are being made join them. Nothing is answered before the transaction is on the disk, but leases that need not be there: those
 * are written when they are still held a while later (memory-leases.ts), and when the store is closed.
 */
import type { DatabaseSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { invariant } from '../../base/invariant.ts'
import { Checkpoints } from './checkpoints.ts'
import { openDatabase } from './database.ts'
import { Engine } from './engine.ts'
import { describeFailure } from './failure.ts'
import { packReply, unpackRequests } from './packing.ts'
import {
  type Cells,
  type FromThread,
  isQuick,
  isRead,
  type Reply,
  type Request,
  type ThreadOptions,
  type ToThread,
} from './protocol.ts'

/** After how many writes a transaction is ended although more wait: the first ones should not wait for ever. */
const transactionWrites = 1024

/** How long a lease is in memory alone, at least; at most it is twice as long. Unit: milliseconds. Source: chosen; most messages are ended before that. */
const leaseInMemoryMs = 1000

/** Where it cannot be done, as on a disk that is full, the store can be read all the same, and the leases run out. */
function endLeasesOfOthers(database: DatabaseSync, engine: Engine, now: number): void {
  try {
    database.exec('BEGIN IMMEDIATE')
    engine.endLeasesOfOthers(now)
    database.exec('COMMIT')
  } catch {
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}

function run(options: ThreadOptions): void {
  const port = parentPort
  invariant(port !== null, 'The SQLite engine runs in a thread of its own')
  const say = (message: FromThread) => port.postMessage(message)
  const reply = (replies: readonly Reply[], holdsMessages = engine.holdsMessages) => {
    const cells: Cells = []
    for (const one of replies) packReply(cells, one)
    say({ type: 'replies', replies: cells, holdsMessages })
  }
  const database = openDatabase(options)
  const engine = new Engine(database)
  if (options.role === 'writer') endLeasesOfOthers(database, engine, options.now)
  const checkpoints = new Checkpoints(database, options.path)
  let waiting: Request[] = []
  let closing = false
  /** Requests of the open transaction that were answered already: they are left out if it is repeated. */
  const early = new Set<number>()

  const take = (message: ToThread) => {
    if (message.type === 'close') closing = true
    else waiting.push(...unpackRequests(message.requests))
  }
  const drain = () => {
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      take(more.message as ToThread)
    }
  }

  /** Answers the reads that wait, as of one instant, and keeps the writes waiting. */
  const serveReads = () => {
    const some = waiting.filter((request) => isRead(request.name))
    if (some.length === 0) return
    waiting = waiting.filter((request) => !isRead(request.name))
    reply(inTransaction(some, 'reads'))
  }

  /**
   * Some do not wait for the disk: whoever receives without a durable lease is answered at once, before the others. What such a receiver asks
   * for next comes behind this transaction. Should that fail, its leases are as if they had never been.
   */
  const answerAll = (requests: readonly Request[], replies: Reply[]) => {
    const answered = ({ id, name }: Request, answer: unknown): Reply => ({ id, name, answer })
    const quick = requests.filter(isQuick)
    if (quick.length > 0) {
      const received = quick.map((request) => answered(request, engine.answer(request)))
      for (const { id } of quick) early.add(id)
      reply(received, true)
    }
    for (const request of requests)
      if (quick.length === 0 || !isQuick(request)) replies.push(answered(request, engine.answer(request)))
  }

  /** All in one transaction; if that fails, each in its own, so that one cannot fail the others. */
  const inTransaction = (requests: Request[], kind: 'reads' | 'writes', join = false): Reply[] => {
    try {
      database.exec(kind === 'reads' ? 'BEGIN' : 'BEGIN IMMEDIATE')
      const replies: Reply[] = []
      answerAll(requests, replies)
      while (join && requests.length < transactionWrites) {
        drain()
        if (!joinWrites(requests, replies)) break
      }
      engine.beforeCommit()
      database.exec('COMMIT')
      engine.afterCommit()
      return replies
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      engine.afterRollback()
      const open = requests.filter(({ id }) => !early.has(id))
      if (requests.length > 1) return open.flatMap((request) => inTransaction([request], kind))
      return open.map(({ id }) => ({ id, failure: describeFailure(error) }))
    } finally {
      if (join) early.clear()
    }
  }

  /** Adds the writes that arrived meanwhile to the open transaction. */
  const joinWrites = (requests: Request[], replies: Reply[]): boolean => {
    const joining = waiting.filter((request) => !isRead(request.name))
    waiting = waiting.filter((request) => isRead(request.name))
    requests.push(...joining)
    answerAll(joining, replies)
    return joining.length > 0
  }

  let writing: NodeJS.Timeout | undefined
  /** Leases up to this one have been in memory for long enough. */
  let oldLeases = 0
  const writeLeasesLater = (delayMs = leaseInMemoryMs) => {
    if (engine.hasLeasesToWrite && !closing) writing ??= setTimeout(writeOldLeases, delayMs)
  }
  const writeOldLeases = () => {
    writing = undefined
    const areMore = writeLeases(oldLeases) === transactionWrites
    if (!areMore) oldLeases = engine.counters.version
    writeLeasesLater(areMore ? 0 : leaseInMemoryMs)
  }

  /** Writes some leases that are in memory alone; answers how many. When it cannot be done, as on a disk that is full, they stay there. */
  const writeLeases = (upTo: number): number => {
    try {
      database.exec('BEGIN IMMEDIATE')
      const count = engine.writeLeases(upTo, transactionWrites)
      database.exec('COMMIT')
      engine.afterCommit()
      return count
    } catch {
      if (database.isTransaction) database.exec('ROLLBACK')
      engine.afterRollback()
      return 0
    }
  }

  const end = async () => {
    clearTimeout(writing)
    while (writeLeases(engine.counters.version) > 0);
    await checkpoints.close()
    database.close()
    say({ type: 'closed' })
    port.close()
  }

  port.on('message', (message: ToThread) => {
    take(message)
    drain()
    while (waiting.length > 0) {
      serveReads()
      const writes = waiting
      waiting = []
      if (writes.length === 0) continue
      const replies = inTransaction(writes, 'writes', true)
      // Who was answered early has been told that there are leases that others do not see.
      if (replies.length > 0 || !engine.holdsMessages) reply(replies)
      checkpoints.look()
    }
    writeLeasesLater()
    if (closing) void end()
  })
  say({ type: 'ready' })
}

try {
  run(workerData as ThreadOptions)
} catch (error) {
  parentPort?.postMessage({ type: 'refused', failure: describeFailure(error) } satisfies FromThread)
  parentPort?.close()
}
