/**
 * Server access logging: each request to a bucket that is logged is a line, kept in the store until its minute is over, and then part of an
 * object in the target bucket. S3 writes it as `logging.s3.amazonaws.com`, which the target's policy must let in. Source: Amazon S3
 * User Guide, "Logging requests with server access logging", "Enabling Amazon S3 server access logging"; how soon is ours.
 */
import type { AccountId, Partition } from '../../aws/identifiers.ts'
import type { Principal } from '../../aws/principal.ts'
import { randomHex } from '../../base/random.ts'
import { type BackgroundSurroundings, type Surroundings, serviceCaller } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { logDeliverer } from './access.ts'
import { bucketArn, findBucket } from './buckets.ts'
import { accessLogKey, accessLogLine, type LoggedRequest, type LogTarget } from './domain/access-log-lines.ts'
import { accessLogLinesMax, accessLogMs } from './limits.ts'
import { canonicalId } from './owners.ts'

/** Buckets whose lines wait to be written. */
export const accessLogQueue: Key = ['s3.access-logs']

/** A bucket with lines to write. */
export type AccessLogWork = {
  readonly partition: Partition
  readonly bucket: string
  readonly bucketId: string
}

type Line = { readonly at: number; readonly text: string }

const linesOf = (bucketId: string): Key => ['s3.access-log-lines', bucketId]

/** A request without what the bucket says of it. */
export type AnsweredRequest = Omit<LoggedRequest, 'bucketOwner' | 'bucket' | 'requester' | 'at'> & {
  readonly bucket: string
  readonly principal?: Principal
}

/** Takes lines in. */
export class AccessLogs {
  readonly #surroundings: Pick<Surroundings, 'store' | 'clock' | 'logger'>
  /** Buckets for which work is queued, until when. */
  readonly #queued = new Map<string, number>()

  constructor(surroundings: Pick<Surroundings, 'store' | 'clock' | 'logger'>) {
    this.#surroundings = surroundings
  }

  /** Notes a request, which is read when its bucket is logged. Never fails: logs are kept as well as may be. */
  note(partition: Partition, bucket: string, read: () => AnsweredRequest): void {
    this.#note(partition, bucket, read).catch((error: unknown) => {
      this.#surroundings.logger.warn('A line of an access log is lost', { bucket, error })
    })
  }

  async #note(partition: Partition, bucket: string, read: () => AnsweredRequest): Promise<void> {
    const { store, clock } = this.#surroundings
    const found = await findBucket({ store }, partition, bucket)
    if (found?.value.logging === undefined) return
    const { principal, ...request } = read()
    // Logs of logging itself would have no end.
    if (principal?.type === 'service' && principal.arn === logDeliverer) return
    const { accountId, name, id } = found.value
    const at = clock.now()
    const requester = requesterOf(principal)
    const text = accessLogLine({
      ...request,
      at,
      bucketOwner: canonicalId(accountId),
      ...(requester === undefined ? {} : { requester }),
    })
    const line: Line = { at, text }
    const commit = atomic(store).append(linesOf(id), line)
    if ((this.#queued.get(id) ?? 0) <= at) {
      const dueAt = at + accessLogMs
      this.#queued.set(id, dueAt)
      const work: AccessLogWork = { partition, bucket: name, bucketId: id }
      commit.enqueue(accessLogQueue, work, { deliverAt: dueAt })
    }
    await commit.commit()
  }
}

function requesterOf(principal: Principal | undefined): string | undefined {
  if (principal === undefined || principal.type === 'anonymous') return undefined
  if (principal.type === 'service') return principal.arn
  return principal.type === 'root' ? canonicalId(principal.accountId as AccountId) : principal.arn
}

/** Writes the lines of a bucket. What the target bucket refuses is lost, as at AWS, and said in the server's log. */
export function accessLogHandler(surroundings: BackgroundSurroundings): JobHandler<AccessLogWork> {
  const { store, clock, random, call, logger } = surroundings
  return async ({ value: { partition, bucket, bucketId } }, { signal }) => {
    const log = linesOf(bucketId)
    const entries = await store.readLog<Line>(log, { limit: accessLogLinesMax })
    const [first] = entries
    const last = entries.at(-1)
    if (!first || !last) return undefined
    const commit = atomic(store).trim(log, last.sequence + 1)
    if (entries.length === accessLogLinesMax) commit.enqueue(accessLogQueue, { partition, bucket, bucketId })
    const found = await findBucket(surroundings, partition, bucket)
    const logging = found?.value.logging
    if (found?.value.id !== bucketId || logging === undefined) return commit
    const target = logging as LogTarget & { readonly TargetBucket?: string }
    const { accountId, region } = found.value
    const unique = randomHex(random, 8).toUpperCase()
    try {
      await call(
        's3:PutObject',
        {
          Bucket: target.TargetBucket,
          Key: accessLogKey(
            target,
            { accountId, region, bucket },
            { eventAt: first.value.at, now: clock.now(), unique },
          ),
          Body: Buffer.from(entries.map(({ value }) => `${value.text}\n`).join(''), 'utf8'),
          ContentType: 'text/plain',
        },
        serviceCaller(logDeliverer, { accountId, region }, bucketArn({ partition, name: bucket }), {
          signal,
        }),
      )
    } catch (error) {
      signal.throwIfAborted()
      logger.warn(
        'The target bucket takes no access logs: its policy must let logging.s3.amazonaws.com put objects, or its access control list the log delivery group write',
        {
          bucket,
          target: target.TargetBucket,
          error,
        },
      )
    }
    return commit
  }
}
