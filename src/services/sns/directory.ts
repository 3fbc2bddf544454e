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
import { readTopicArn, type TopicAddress, topicArn } from './domain/names.ts'
import { defaultPolicy } from './domain/topic-policy.ts'
import { contention, topicNotFound } from './errors.ts'
import { cachedTopicsMax, commitAttempts } from './limits.ts'
import { type Subscription, subscriptions, type Topic, topics, topicsPrefix } from './records.ts'

/** A topic as it was read, with what follows from it. */
export interface KnownTopic {
  readonly stored: Stored<Topic>
  readonly topic: Topic
  readonly arn: string
  readonly policy: string
  /** Of the record: a commit that checks it is about this topic and its subscriptions as they were read. */
  readonly recordKey: Key
  /** Those that are confirmed, in the order of their ids. Read once. */
  subscriptions(): Promise<readonly Subscription[]>
}

/**
 * Topics by their addresses, remembered until one of them changes, here or on another node. What was remembered may be out of date
 * for the moment that a notification takes: whoever publishes checks the record's version in the commit.
 */
export class TopicDirectory {
  readonly #store: Store
  readonly #known: Remembered<KnownTopic | undefined>

  constructor(store: Store) {
    this.#store = store
    this.#known = new Remembered(store, topicsPrefix, cachedTopicsMax)
  }

  /** Reads everything anew from now on. */
  forget(): void {
    this.#known.forget()
  }

  close(): void {
    this.#known.close()
  }

  /** Undefined when there is none. */
  find(address: TopicAddress): Soon<KnownTopic | undefined> {
    return this.#known.find(topicArn(address), () => readTopic(this.#store, address))
  }

  /** The topic that a request names. Fails with InvalidParameter or NotFound. */
  async load(
    context: Pick<OperationContext, 'region'>,
    arn: string | undefined,
    parameter?: string,
  ): Promise<KnownTopic> {
    const found = await this.find(readTopicArn(context, arn, parameter))
    if (found === undefined) throw topicNotFound()
    return found
  }
}

/** The topic as it is now. */
export async function readTopic(store: Store, address: TopicAddress): Promise<KnownTopic | undefined> {
  const stored = await topics.get(store, [address.accountId, address.region, address.name])
  return stored && knownTopic(store, stored)
}

/** Fails with InvalidParameter or NotFound. */
export async function loadNow(
  context: Pick<OperationContext, 'store' | 'region'>,
  arn: string | undefined,
  parameter?: string,
): Promise<KnownTopic> {
  const found = await readTopic(context.store, readTopicArn(context, arn, parameter))
  if (found === undefined) throw topicNotFound()
  return found
}

export function knownTopic(store: Store, stored: Stored<Topic>): KnownTopic {
  const topic = stored.value
  const { accountId, region, name, topicId } = topic
  let confirmed: Promise<readonly Subscription[]> | undefined
  return {
    stored,
    topic,
    arn: topicArn(topic),
    policy: topic.attributes.Policy ?? defaultPolicy(topic),
    recordKey: topics.storeKey([accountId, region, name]),
    subscriptions() {
      if (confirmed) return confirmed
      const reading = readConfirmed(store, topicId)
      confirmed = reading
      reading.catch(() => {
        confirmed = undefined
      })
      return reading
    },
  }
}

async function readConfirmed(store: Store, topicId: string): Promise<readonly Subscription[]> {
  const found: Subscription[] = []
  for await (const { value } of subscriptionsOf(store, topicId))
    if (value.state === 'confirmed') found.push(value)
  return found
}

/** All subscriptions of a topic, those too that are not confirmed or no more. */
export async function* subscriptionsOf(store: Store, topicId: string): AsyncGenerator<Stored<Subscription>> {
  let after: Key | undefined
  do {
    const page = await subscriptions.list(store, {
      prefix: [topicId],
      ...(after === undefined ? {} : { after }),
    })
    yield* page.items
    after = page.next
  } while (after !== undefined)
}

/**
 * Reads, decides and commits; when somebody else's change came between, does it again on what is there now. Fails as `decide`
 * does, and with ConcurrentAccess after too many conflicts.
 */
export function change<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, { attempts: commitAttempts, giveUp: contention }, decide)
}
