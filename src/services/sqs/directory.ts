import type { Soon } from '../../base/soon.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import {
  type Atomic,
  changeRecords,
  type Key,
  Remembered,
  type Store,
  type Stored,
} from '../../store/index.ts'
import { type QueueSettings, settingsOf } from './domain/attributes.ts'
import { type QueueAddress, queueArn, readQueueUrl } from './domain/names.ts'
import { contention, invalidAddress, queueDoesNotExist } from './errors.ts'
import { cachedQueuesMax, commitAttempts } from './limits.ts'
import { messagesOf, type Queue, queues, queuesPrefix } from './records.ts'

/** A queue as it was read, with what follows from it. */
export interface KnownQueue {
  readonly stored: Stored<Queue>
  readonly queue: Queue
  readonly arn: string
  readonly settings: QueueSettings
  /** Of the record: a commit that checks it is about this queue as it was read, and about no other of its name. */
  readonly recordKey: Key
  /** Where its messages are. */
  readonly messages: Key
}

/**
 * Queues by their addresses, remembered until one of them changes, here or on another node. What was remembered may be out of date
 * for the moment that a notification takes: whoever puts something into a queue checks the record's version in the commit.
 */
export class QueueDirectory {
  readonly #store: Store
  readonly #known: Remembered<KnownQueue | undefined>

  constructor(store: Store) {
    this.#store = store
    this.#known = new Remembered(store, queuesPrefix, cachedQueuesMax)
  }

  /** Reads everything anew from now on. */
  forget(): void {
    this.#known.forget()
  }

  close(): void {
    this.#known.close()
  }

  /** Undefined when there is none. */
  find(address: QueueAddress): Soon<KnownQueue | undefined> {
    return this.#known.find(`${address.accountId}/${address.region}/${address.name}`, () =>
      readQueue(this.#store, address),
    )
  }

  /** The queue that a request names. Fails with InvalidAddress or QueueDoesNotExist. */
  async load(context: Pick<OperationContext, 'region'>, url: string | undefined): Promise<KnownQueue> {
    const found = await this.find(addressOf(context, url))
    if (found === undefined) throw queueDoesNotExist()
    return found
  }
}

/** Fails with InvalidAddress for what is no queue's address. */
export function addressOf({ region }: Pick<OperationContext, 'region'>, url = ''): QueueAddress {
  const read = readQueueUrl(url)
  if (read === undefined) throw invalidAddress(url)
  return { ...read, region }
}

/** The queue as it is now. */
export async function readQueue(store: Store, address: QueueAddress): Promise<KnownQueue | undefined> {
  const stored = await queues.get(store, [address.accountId, address.region, address.name])
  return stored && knownQueue(stored)
}

/** Fails with InvalidAddress or QueueDoesNotExist. */
export async function loadNow(context: OperationContext, url: string | undefined): Promise<KnownQueue> {
  const found = await readQueue(context.store, addressOf(context, url))
  if (found === undefined) throw queueDoesNotExist()
  return found
}

export function knownQueue(stored: Stored<Queue>): KnownQueue {
  const queue = stored.value
  return {
    stored,
    queue,
    arn: queueArn(queue),
    settings: settingsOf(queue.attributes, queue),
    recordKey: queues.storeKey([queue.accountId, queue.region, queue.name]),
    messages: messagesOf(queue.queueId),
  }
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as `decide`
 * does, and with ServiceUnavailable after too many conflicts.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, { attempts: commitAttempts, giveUp: contention }, decide)
}
