/**
 * Iterators say where in a shard to go on, and when they were given. `TRIM_HORIZON` stands for the oldest record that there is when
 * it is used.
 */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import { expiredIterator, validation } from './errors.ts'
import { iteratorMs } from './limits.ts'

/** A place in a shard: the sequence in its log of the next record. */
export type Position = number | 'TRIM_HORIZON'

export interface Iterator {
  readonly streamArn: string
  readonly shardId: string
  readonly position: Position
  /** Unit: milliseconds since the epoch. */
  readonly issuedAt: number
}

const purpose = 'dynamodb-streams iterator'

/** As AWS's, it begins with the stream's ARN. */
export function writeIterator({ streamArn, shardId, position, issuedAt }: Iterator): string {
  return `${streamArn}|1|${writePageToken(`${purpose} ${streamArn}`, [shardId, position, issuedAt])}`
}

/** Fails with ExpiredIteratorException or ValidationException. `now`: milliseconds since the epoch. */
export function readIterator(text: string, now: number): Iterator {
  const [streamArn = '', version, token = '', ...more] = text.split('|')
  const read =
    version === '1' && more.length === 0 ? readPageToken(`${purpose} ${streamArn}`, token) : undefined
  // UNVERIFIED: the words.
  if (!Array.isArray(read)) throw validation('Invalid ShardIterator')
  const [shardId, position, issuedAt] = read as [string, Position, number]
  if (now > issuedAt + iteratorMs) throw expiredIterator(issuedAt, now, iteratorMs)
  return { streamArn, shardId, position, issuedAt }
}
