/**
 * How other rooms write to log groups: functions' output, access logs, state machines' logs. Groups and streams are made
 * when they are missing. What is appended while a commit is under way goes into the next one together, so that a chatty
 * writer costs one commit at a time and no reads: the group and the stream are remembered as they were written last, and
 * looked up again when the commit says that they have changed.
 */
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { OperationalError } from '../../../base/operational-error.ts'
import { randomHex } from '../../../base/random.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import { atomic, type Stored } from '../../../store/index.ts'
import type { NewEvent } from '../domain/batch.ts'
import { retentionStart } from '../domain/retention.ts'
import { splitMessage } from '../domain/split-message.ts'
import { addEvents, newGroup, newStream } from '../ingestion.ts'
import { batchBytes, commitAttempts } from '../limits.ts'
import { type Group, groups, type Stream, streams } from '../records.ts'
import { foldEvery, foldFeed } from '../stored-bytes.ts'

/** Where lines go. */
export interface IngestTarget {
  readonly accountId: AccountId
  readonly region: Region
  readonly groupName: string
  readonly streamName: string
}

/** Takes log lines of other rooms. */
export interface LogIngest {
  /**
   * Appends events to a stream; durable when answered. Times are milliseconds since the epoch, in any order. Messages
   * longer than an event may be are cut, empty ones left out, events older than the group keeps them too.
   * Fails with an OperationalError when the store is in trouble.
   */
  append(target: IngestTarget, events: readonly NewEvent[]): Promise<void>
}

/** Streams that are remembered. */
const rememberedCount = 1_000

/** Bytes that go into one commit, so that it stays far from what the store takes. */
const commitBytes = 4 * batchBytes

interface Remembered {
  readonly group: Stored<Group>
  readonly stream: Stored<Stream>
}

/** What was appended together, which may take several commits. */
interface Appended {
  left: number
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

interface Line {
  waiting: Array<{ readonly event: NewEvent; readonly of: Appended }>
  running: boolean
}

/** An ingest for a server. */
export function createLogIngest(surroundings: Surroundings): LogIngest {
  return new Ingest(surroundings)
}

class Ingest implements LogIngest {
  readonly #surroundings: Surroundings
  readonly #remembered = new Map<string, Remembered>()
  readonly #lines = new Map<string, Line>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  async append(target: IngestTarget, events: readonly NewEvent[]): Promise<void> {
    const pieces = events.flatMap(({ timestamp, message }) =>
      splitMessage(message).map((part) => ({ timestamp, message: part })),
    )
    if (pieces.length === 0) return
    const key = JSON.stringify([target.accountId, target.region, target.groupName, target.streamName])
    const line = this.#lines.get(key) ?? { waiting: [], running: false }
    this.#lines.set(key, line)
    await new Promise<void>((done, failed) => {
      const of = { left: pieces.length, done, failed }
      for (const event of pieces) line.waiting.push({ event, of })
      if (!line.running) void this.#run(key, target, line)
    })
  }

  async #run(key: string, target: IngestTarget, line: Line): Promise<void> {
    line.running = true
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0, countFor(line.waiting, commitBytes))
      try {
        await this.#write(
          key,
          target,
          batch.map(({ event }) => event),
        )
        for (const { of } of batch) if (--of.left === 0) of.done()
      } catch (error) {
        this.#remembered.delete(key)
        for (const { of } of batch) of.failed(error)
      }
    }
    line.running = false
    this.#lines.delete(key)
  }

  async #write(key: string, target: IngestTarget, events: readonly NewEvent[]): Promise<void> {
    const { store, clock } = this.#surroundings
    const ordered = events.toSorted((left, right) => left.timestamp - right.timestamp)
    for (let attempt = 0; attempt < commitAttempts; attempt++) {
      const now = clock.now()
      const group = await this.#group(key, target)
      const known = await this.#stream(key, group, target.streamName)
      const start = retentionStart(group.value.retentionInDays, now) ?? Number.NEGATIVE_INFINITY
      const kept = ordered.filter(({ timestamp }) => timestamp >= start)
      if (kept.length === 0) return
      const commit = atomic(store)
      const stream = known?.value ?? newStream(this.#surroundings, group.value.id, target.streamName, now)
      const next = addEvents(commit, group, stream, known, kept, now)
      const result = await commit.commit()
      if (!result.ok) {
        this.#remembered.delete(key)
        continue
      }
      this.#remember(key, { group, stream: { value: next, version: result.version } })
      const [sequence] = result.appended
      if (sequence !== undefined && sequence % foldEvery === 0) await foldFeed({ store }, group.value.id)
      return
    }
    throw new OperationalError('Log events met too many other changes of their stream', { retryable: true })
  }

  async #group(key: string, { accountId, region, groupName }: IngestTarget): Promise<Stored<Group>> {
    const remembered = this.#remembered.get(key)
    if (remembered) return remembered.group
    const { store, clock, random } = this.#surroundings
    for (;;) {
      const stored = await groups.get(store, [accountId, region, groupName])
      if (stored) return stored
      const commit = atomic(store)
      const group = newGroup({ accountId, region, name: groupName }, randomHex(random, 8), clock.now())
      groups.put(commit, group, undefined)
      // Should somebody else have made it meanwhile, theirs is there now.
      await commit.commit()
    }
  }

  async #stream(key: string, group: Stored<Group>, name: string): Promise<Stored<Stream> | undefined> {
    const remembered = this.#remembered.get(key)
    if (remembered) return remembered.stream
    return streams.get(this.#surroundings.store, [group.value.id, name])
  }

  #remember(key: string, entry: Remembered): void {
    this.#remembered.delete(key)
    this.#remembered.set(key, entry)
    if (this.#remembered.size <= rememberedCount) return
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest)
      break
    }
  }
}

/** How many of the first events fit so many bytes; at least one. */
function countFor(waiting: Line['waiting'], bytes: number): number {
  let sum = 0
  for (const [index, { event }] of waiting.entries()) {
    sum += utf8Bytes(event.message)
    if (sum > bytes && index > 0) return index
    // A commit has room for so many pieces, in the worst case one for each event.
    if (index === 2_000) return index
  }
  return waiting.length
}
