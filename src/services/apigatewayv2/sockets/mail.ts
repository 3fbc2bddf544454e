/**
 * Questions about connections that another node holds. Each node that has connections, or asks, has a log that it alone reads:
 *
 *   asker: append to the holder's log -> holder: woken by the store, does it, appends to the asker's log -> asker: woken, goes on
 *
 * A node that gives no sign of life any more is gone with its connections. What is read is trimmed; the log of a node that is gone is taken
 * away by whoever finds that out.
 */

import type { Timer } from '../../../base/clock.ts'
import type { JsonObject } from '../../../base/json.ts'
import { randomHex } from '../../../base/random.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { nodeAnswerMs, nodeSignMs, nodeTtlMs } from '../limits.ts'
import { mailKey, nodeKey } from '../records.ts'
import type { ConnectionAsk, ConnectionReply } from './asks.ts'

type Letter =
  | { readonly kind: 'ask'; readonly id: string; readonly from: string; readonly ask: ConnectionAsk }
  | { readonly kind: 'reply'; readonly id: string; readonly reply: ConnectionReply }

type Needs = Pick<BackgroundSurroundings, 'store' | 'clock' | 'random' | 'logger' | 'jobs'>

/** The mail of this node. */
export class SocketMail {
  readonly node: string
  readonly #needs: Needs
  readonly #answer: (ask: ConnectionAsk) => Promise<ConnectionReply>
  readonly #isNeeded: () => boolean
  readonly #waiting = new Map<string, (reply: ConnectionReply) => void>()
  #signing: Promise<void> | undefined
  #timer: Timer | undefined
  #unsubscribe: (() => void) | undefined
  #next = 1
  #reading: Promise<void> | undefined
  #isWoken = false

  /** `answer`: does what another node asks. `isNeeded`: whether there is anything here that others may ask about. */
  constructor(
    needs: Needs,
    answer: (ask: ConnectionAsk) => Promise<ConnectionReply>,
    isNeeded: () => boolean,
  ) {
    this.#needs = needs
    this.#answer = answer
    this.#isNeeded = isNeeded
    this.node = randomHex(needs.random, 8)
  }

  /** Can be found by other nodes from the answer on, as long as it is needed. */
  async open(): Promise<void> {
    const { store } = this.#needs
    this.#unsubscribe ??= store.subscribe({ type: 'log', log: mailKey(this.node) }, () => this.#wake())
    if (this.#timer) await this.#signing
    else await this.#sign()
  }

  /** Asks the node that holds a connection. Undefined: there is no such node any more, or it does not answer. */
  async ask(node: string, ask: ConnectionAsk): Promise<ConnectionReply | 'late' | undefined> {
    const { store, clock, random } = this.#needs
    if (!(await this.#lives(node))) return undefined
    await this.open()
    const id = randomHex(random, 8)
    const replied = new Promise<ConnectionReply>((resolve) => this.#waiting.set(id, resolve))
    try {
      await send(store, node, { kind: 'ask', id, from: this.node, ask })
      for (const until = clock.now() + nodeAnswerMs; clock.now() < until; ) {
        const reply = await this.#within(replied, nodeSignMs)
        if (reply) return reply
        if (!(await this.#lives(node))) return undefined
      }
      return 'late'
    } finally {
      this.#waiting.delete(id)
    }
  }

  /** Is there no longer, for other nodes. */
  async stop(): Promise<void> {
    if (!this.#unsubscribe) return
    this.#timer?.cancel()
    this.#unsubscribe()
    await Promise.allSettled([this.#signing, this.#reading])
    await atomic(this.#needs.store).delete(nodeKey(this.node)).trim(mailKey(this.node)).commit()
  }

  /** Gives a sign of life now, and again and again while it is needed. */
  #sign(): Promise<void> {
    const { clock, store, logger } = this.#needs
    const now = clock.now()
    this.#timer = clock.setTimer(now + nodeSignMs, () => {
      this.#timer = undefined
      if (!this.#isNeeded() && this.#waiting.size === 0) return
      this.#sign().catch((error: unknown) => logger.warn('This node cannot say that it lives', { error }))
    })
    this.#signing = atomic(store)
      .set(nodeKey(this.node), {}, { expiresAt: now + nodeTtlMs })
      .commit()
      .then(() => {})
    return this.#signing
  }

  /** Whether a node has given a sign of life lately; the mail of one that has not is taken away. */
  async #lives(node: string): Promise<boolean> {
    const { store } = this.#needs
    if (await store.get(nodeKey(node))) return true
    await atomic(store).trim(mailKey(node)).commit()
    return false
  }

  async #within(replied: Promise<ConnectionReply>, ms: number): Promise<ConnectionReply | undefined> {
    const { clock } = this.#needs
    let cancel = () => {}
    const over = new Promise<undefined>((resolve) => {
      const timer = clock.setTimer(clock.now() + ms, () => resolve(undefined))
      cancel = () => timer.cancel()
    })
    try {
      return await Promise.race([replied, over])
    } finally {
      cancel()
    }
  }

  #wake(): void {
    this.#isWoken = true
    this.#reading ??= this.#needs.jobs
      .during(() => this.#read())
      .catch((error: unknown) => this.#needs.logger.error('Mail of this node cannot be read', { error }))
      .finally(() => {
        this.#reading = undefined
        if (this.#isWoken) this.#wake()
      })
  }

  async #read(): Promise<void> {
    const { store } = this.#needs
    const log = mailKey(this.node)
    while (this.#isWoken) {
      this.#isWoken = false
      const found = await store.readLog<JsonObject>(log, { from: this.#next, limit: 100 })
      const last = found.at(-1)
      if (!last) continue
      this.#next = last.sequence + 1
      this.#isWoken = true
      // None waits for another: a client that is slow to read holds up its own messages alone.
      for (const { value } of found) void this.#take(value as unknown as Letter)
      await atomic(store).trim(log, this.#next).commit()
    }
  }

  async #take(letter: Letter): Promise<void> {
    if (letter.kind === 'reply') {
      this.#waiting.get(letter.id)?.(letter.reply)
      return
    }
    const { store, logger } = this.#needs
    try {
      const reply = await this.#answer(letter.ask)
      await send(store, letter.from, { kind: 'reply', id: letter.id, reply })
    } catch (error) {
      logger.error('Another node could not be answered', { error })
    }
  }
}

async function send(store: Needs['store'], node: string, letter: Letter): Promise<void> {
  await atomic(store)
    .append(mailKey(node), letter as unknown as JsonObject)
    .commit()
}
