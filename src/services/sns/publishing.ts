/** Taking messages in: what Publish and PublishBatch have in common. */
import { createHash } from 'node:crypto'
import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { authorize } from './authorization.ts'
import { addDeliveries } from './delivering.ts'
import type { KnownTopic } from './directory.ts'
import type { Notification } from './domain/notification.ts'
import { type Draft, type Publication, readPublication } from './domain/publications.ts'
import { sequenceNumber, sequenceOf } from './domain/sequence-numbers.ts'
import { deduplicatesByGroup } from './domain/topic-attributes.ts'
import { sealNotification } from './encryption.ts'
import { contention } from './errors.ts'
import { addFanOut } from './fan-out.ts'
import { commitAttempts, deduplicationMs, directDeliveriesMax, sequenceKeptMs } from './limits.ts'
import { type Published, publishedKey, type Subscription, sequenceKey } from './records.ts'
import type { SnsRoom } from './room.ts'

/** What became of a message: one that was published before under the same deduplication id has that one's ids. */
export interface Accepted {
  readonly messageId: string
  readonly sequenceNumber?: string
}

/** A request to publish: to which topic, and what. */
export interface PublishRequest {
  readonly topicArn: string | undefined
  /** The parameter that names the topic. */
  readonly parameter?: string
  readonly drafts: readonly Draft[]
  /** Judges all messages together. Fails with the error of what is wrong. */
  readonly judge: (publications: readonly Publication[]) => void
}

/** A message that a commit takes in, and the subscriptions that it looked at. */
interface Taken {
  readonly notification: Notification
  readonly matched: readonly Subscription[]
  readonly left: readonly Subscription[]
}

/** Takes all messages in one commit, with the deliveries that follow from them. */
export async function publish(
  room: SnsRoom,
  context: OperationContext,
  request: PublishRequest,
): Promise<readonly Accepted[]> {
  const messageIds = request.drafts.map(() => randomUuid(context.random))
  const once = () => tryPublish(room, context, request, messageIds)
  const group = request.drafts[0]?.MessageGroupId
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const lane = `${request.topicArn}\n${group}`
    const accepted = await (request.topicArn?.endsWith('.fifo') ? room.lanes.run(lane, once) : once())
    if (accepted !== undefined) return accepted
    room.directory.forget()
  }
  throw contention()
}

/** Undefined when somebody changed what was read. */
async function tryPublish(
  room: SnsRoom,
  context: OperationContext,
  { topicArn, parameter, drafts, judge }: PublishRequest,
  messageIds: readonly string[],
): Promise<readonly Accepted[] | undefined> {
  const known = await room.directory.load(context, topicArn, parameter)
  authorize(context, known, 'Publish')
  const { topic, stored, recordKey } = known
  const contentBasedDeduplication = topic.attributes.ContentBasedDeduplication === 'true'
  const publications = drafts.map((draft) =>
    readPublication(draft, { fifo: topic.fifo, contentBasedDeduplication }),
  )
  judge(publications)
  const commit = atomic(context.store).check(recordKey, stored.version)
  const accepted: Accepted[] = []
  const taken: Taken[] = []
  const ordering = topic.fifo ? new Ordering(context, known, commit) : undefined
  for (const [index, publication] of publications.entries()) {
    const messageId = messageIds[index] ?? ''
    const fresh = ordering
      ? await ordering.take(publication, messageId)
      : { accepted: { messageId }, notification: notificationOf(context, known, publication, { messageId }) }
    accepted.push(fresh.accepted)
    if (fresh.notification)
      taken.push(await addNotification(room, context, commit, known, fresh.notification))
  }
  if (!(await commit.commit()).ok) return undefined
  for (const one of taken) tell(context, known, one)
  return accepted
}

async function addNotification(
  room: SnsRoom,
  context: OperationContext,
  commit: Atomic,
  known: KnownTopic,
  notification: Notification,
): Promise<Taken> {
  const all = await known.subscriptions()
  const kept = await sealNotification(room, context, known.topic, notification)
  if (all.length > directDeliveriesMax) {
    addFanOut(commit, known.topic, kept)
    return { notification, matched: [], left: [] }
  }
  const { matched, left } = addDeliveries(commit, room, context, known.topic, notification, all, {
    kept,
  })
  return { notification, matched, left }
}

/** Deduplication and sequence numbers of one commit to a FIFO topic. */
class Ordering {
  readonly #context: OperationContext
  readonly #known: KnownTopic
  readonly #commit: Atomic
  readonly #published = new Map<string, Published>()
  readonly #sequences = new Map<string, number>()

  constructor(context: OperationContext, known: KnownTopic, commit: Atomic) {
    this.#context = context
    this.#known = known
    this.#commit = commit
  }

  /** No notification: it was published before. */
  async take(
    publication: Publication,
    messageId: string,
  ): Promise<{ readonly accepted: Accepted; readonly notification?: Notification }> {
    const { topic } = this.#known
    const { store, now } = this.#context
    const { group = '', message } = publication
    const deduplicationId =
      publication.deduplicationId ?? createHash('sha256').update(message, 'utf8').digest('hex')
    const key = publishedKey(
      topic.topicId,
      deduplicatesByGroup(topic.attributes) ? group : undefined,
      deduplicationId,
    )
    const name = JSON.stringify(key)
    const before = this.#published.get(name) ?? (await store.get<Published>(key))?.value
    if (before) return { accepted: before }
    const number = sequenceNumber(await this.#next(group))
    const published = { messageId, sequenceNumber: number }
    this.#published.set(name, published)
    this.#commit.check(key, null).set(key, published, { expiresAt: now + deduplicationMs })
    const notification = notificationOf(
      this.#context,
      this.#known,
      { ...publication, deduplicationId },
      published,
    )
    return { accepted: published, notification }
  }

  /** The next number of a group. Numbers follow the order of commits, as each commit requires the one before. */
  async #next(group: string): Promise<number> {
    const { store, now } = this.#context
    const key = sequenceKey(this.#known.topic.topicId, group)
    const known = this.#sequences.get(group)
    const kept = known === undefined ? await store.get<number>(key) : undefined
    const next = sequenceOf(known ?? kept?.value, now)
    if (known === undefined) this.#commit.check(key, kept?.version ?? null)
    this.#commit.set(key, next, { expiresAt: now + sequenceKeptMs })
    this.#sequences.set(group, next)
    return next
  }
}

function notificationOf(
  { now, traceHeader }: OperationContext,
  { topic, arn }: KnownTopic,
  { bytes: _bytes, ...publication }: Publication,
  accepted: Accepted,
): Notification {
  return {
    ...publication,
    ...accepted,
    topicArn: arn,
    at: now,
    signatureVersion: topic.attributes.SignatureVersion === '2' ? '2' : '1',
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
}

function tell({ trail, causes = [] }: OperationContext, { arn }: KnownTopic, taken: Taken): void {
  const { notification, matched, left } = taken
  const { messageId: event, subject } = notification
  trail.tell({
    stage: 'accepted',
    event,
    source: arn,
    ...(causes.length === 0 ? {} : { causes }),
    ...(subject === undefined ? {} : { detail: subject }),
  })
  for (const { endpoint } of matched) trail.tell({ stage: 'matched', event, source: arn, target: endpoint })
  for (const { endpoint } of left)
    trail.tell({ stage: 'filtered', event, source: arn, target: endpoint, detail: 'filter policy' })
}
