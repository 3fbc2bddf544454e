import assert from 'node:assert/strict'
import { beforeEach } from 'node:test'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { VirtualClock } from '../../base/virtual-clock.ts'
import type { Change, CommitResult, Key, KeyPart, Store } from '../types.ts'

/** Opens an engine on state of its own: nothing that another call has written. */
export type OpenStore = (surroundings: { clock: Clock; logger: Logger }) => Promise<Store>

/** What the tests of one engine work on. They share a store; each has keys of its own. */
export interface Bench {
  readonly clock: VirtualClock
  readonly store: Store
  readonly open: OpenStore
  /** A key that no other test uses. */
  key(...parts: KeyPart[]): Key
  /** Begins the next test's keys. */
  fresh(): void
}

/** Gives each test of the surrounding `describe` keys of its own. */
export function freshKeys(bench: Bench): void {
  beforeEach(() => bench.fresh())
}

/** Commits and requires that it was done. */
export async function done(store: Store, ...changes: Change[]): Promise<Extract<CommitResult, { ok: true }>> {
  const result = await store.commit(changes)
  assert(result.ok, `the commit was refused: ${JSON.stringify(result)}`)
  return result
}

/** Asks again until the answer is yes. What is awaited must come by itself; the suite's deadline ends a vain wait. */
export async function eventually(question: () => Promise<boolean>): Promise<void> {
  while (!(await question())) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** A promise and the function that fulfils it, counting how often it was called. */
export function signal(): { readonly raised: Promise<void>; raise(): void; count: number } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const made = {
    raised: promise,
    count: 0,
    raise() {
      made.count++
      resolve()
    },
  }
  return made
}

export async function gather(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  assert(stream !== undefined, 'there is no such blob')
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}
