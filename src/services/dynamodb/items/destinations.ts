/**
 * Changes of items on their way to streams of Kinesis: put into a queue in the commit that makes them, and from there into the
 * stream, as DynamoDB itself.
 * Source: Developer Guide, "Using Kinesis Data Streams to capture changes to DynamoDB".
 */
import { hash } from 'node:crypto'
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import { uuidText } from '../../../base/uuid-text.ts'
import type { StreamChange } from '../../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../../dispatch/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import type { Atomic, Key } from '../../../store/index.ts'
import { keyOf } from '../domain/schema.ts'
import { type Destination, type DestinationWork, destinationQueue, type Table } from '../records.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { placeText } from './item-keys.ts'
import { changeOf } from './stream-changes.ts'

export function activeDestinations({ destinations = [] }: Table): Destination[] {
  return destinations.filter(({ status }) => status === 'ACTIVE')
}

/** A change of an item. `now`: milliseconds since the epoch. */
interface Changed {
  readonly place: Key
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly byTimeToLive: boolean
  readonly now: number
}

/** Adds to a commit the work of telling every destination. */
export function sendToDestinations(commit: Atomic, { table, arn }: LoadedTable, changed: Changed): void {
  const some = changed.after ?? changed.before
  const active = activeDestinations(table)
  if (active.length === 0 || some === undefined) return
  const { before, after, byTimeToLive, now } = changed
  const change = changeOf('NEW_AND_OLD_IMAGES', keyOf(table.key, some), before, after, byTimeToLive)
  const place = hash('sha256', placeText(changed.place), 'hex')
  const { accountId, region, name: tableName } = table
  for (const { streamArn, precision } of active) {
    const work: DestinationWork = {
      accountId,
      region,
      tableArn: arn,
      tableName,
      streamArn,
      precision,
      eventId: uuidOf(`${streamArn} ${place} ${now} ${commit.changes.length}`),
      at: now,
      partitionKey: place.slice(0, 32).toUpperCase(),
      change,
    }
    commit.enqueue(destinationQueue, work, { group: `${streamArn} ${place}` })
  }
}

/** How long a change is tried to be told. Unit: milliseconds. Ours: as long as a stream of the table keeps it. */
export const destinationTryingMs = 24 * 3_600_000

type Room = Pick<BackgroundSurroundings, 'call' | 'trail'>

/** Handles the queue: a record that cannot be put is tried again, unless its stream is not there. */
export function destinationHandler({ call, trail }: Room): JobHandler<DestinationWork> {
  return async ({ value: work }, { signal }) => {
    const event = work.eventId
    const step = { event, source: work.tableArn, target: work.streamArn }
    const record = {
      StreamARN: work.streamArn,
      PartitionKey: work.partitionKey,
      Data: Buffer.from(JSON.stringify(recordOf(work))),
    }
    const caller: Caller = { ...replication(work), signal, causes: [event] }
    try {
      await call('kinesis:PutRecord', record, caller)
      trail.tell({ ...step, stage: 'delivered' })
    } catch (error) {
      const code = error instanceof AwsError ? error.code : undefined
      if (code !== 'ResourceNotFoundException') {
        trail.tell({ ...step, stage: 'retrying', detail: code ?? 'failure' })
        throw error
      }
      trail.tell({ ...step, stage: 'dropped', detail: code })
    }
  }
}

/** The role of its own by which DynamoDB writes to streams of the account. Source: as above, "Using service-linked roles". */
function replication({ accountId, region }: DestinationWork): Caller {
  const role = 'AWSServiceRoleForDynamoDBKinesisDataStreamsReplication'
  const partition = partitionOf(region)
  const path = 'aws-service-role/kinesisreplication.dynamodb.amazonaws.com'
  return {
    accountId,
    region,
    principal: {
      type: 'assumed-role',
      accountId,
      arn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/dynamodb`,
      userId: `${role}:dynamodb`,
      roleArn: `arn:${partition}:iam::${accountId}:role/${path}/${role}`,
    },
  }
}

/** Source: as above, "How it works"; the Developer Guide's example record. */
function recordOf(work: DestinationWork): object {
  const { change, at, precision, region } = work
  return {
    awsRegion: region,
    eventID: work.eventId,
    eventName: change.event,
    userIdentity: userOf(change),
    recordFormat: 'application/json',
    tableName: work.tableName,
    dynamodb: {
      ApproximateCreationDateTime: precision === 'MICROSECOND' ? at * 1000 : at,
      Keys: change.keys,
      ...(change.newImage === undefined ? {} : { NewImage: change.newImage }),
      ...(change.oldImage === undefined ? {} : { OldImage: change.oldImage }),
      SizeBytes: change.bytes,
      ...(precision === 'MICROSECOND' ? { ApproximateCreationDateTimePrecision: 'MICROSECOND' } : {}),
    },
    eventSource: 'aws:dynamodb',
  }
}

function userOf({ byTimeToLive }: StreamChange): object | null {
  return byTimeToLive === true ? { principalId: 'dynamodb.amazonaws.com', type: 'Service' } : null
}

/** An id in the form of a UUID, the same for the same text: the message may be handled twice. */
function uuidOf(text: string): string {
  return uuidText(hash('sha256', text, 'hex'))
}
