/**
 * Inventory reports, written into the bucket that their configuration names, as `s3.amazonaws.com`, which that bucket's policy must let in.
 * A report is made file by file, each with a message that names where to go on: another node may take over in the middle, and writes
 * the same file again. Its manifest comes last. Source: Amazon S3 User Guide, "Configuring Amazon S3 Inventory", "Locating your
 * inventory list"; that new configurations are reported within the hour is ours (AWS: 48 hours).
 */
import { createHash } from 'node:crypto'
import { parseArn } from '../../aws/arn.ts'
import { uuidText } from '../../base/uuid-text.ts'
import { isFinalFailure } from '../../delivery/index.ts'
import { type BackgroundSurroundings, serviceCaller } from '../../dispatch/index.ts'
import type { JobAnswer, JobHandler } from '../../jobs/index.ts'
import { atomic, type Key } from '../../store/index.ts'
import { bucketArn, findBucket } from './buckets.ts'
import { dayOf, type Inventory, isInventoryDue, manifestText, reportPaths } from './domain/inventory.ts'
import { reportFileWriter } from './inventory-files.ts'
import { inventoryRow } from './inventory-rows.ts'
import { type VersionPlace, versionReader } from './key-listings.ts'
import { inventoryPage } from './limits.ts'
import {
  type Bucket,
  type Configuration,
  configurations,
  type InventoryRun,
  type InventoryStep,
  inventoryQueue,
  inventoryRunKey,
} from './records.ts'

type Room = BackgroundSurroundings

/** Finds the configurations that are due, and begins with each. */
export async function inventoryRound(room: Room, signal: AbortSignal): Promise<void> {
  const { store, clock } = room
  let after: Key | undefined = undefined as Key | undefined
  for (;;) {
    const page = await configurations.listBy(store, 'inventory', after === undefined ? {} : { after })
    for (const { value } of page.items) {
      if (signal.aborted) return
      await begin(room, value, clock.now())
    }
    if (page.next === undefined) return
    after = page.next
  }
}

async function begin(
  { store }: Room,
  { bucketId, id, home, document }: Configuration,
  now: number,
): Promise<void> {
  const inventory = document as unknown as Inventory
  if (home === undefined || !inventory.IsEnabled) return
  const at = inventoryRunKey(bucketId, id)
  const last = await store.get<InventoryRun>(at)
  const day = dayOf(now)
  if (!isInventoryDue(inventory, last?.value.day, day)) return
  const step: InventoryStep = { ...home, bucketId, id, at: now, files: [] }
  // Another node may have begun by now.
  await atomic(store)
    .check(at, last?.version ?? null)
    .set(at, { day } satisfies InventoryRun)
    .enqueue(inventoryQueue, step)
    .commit()
}

/** Handles one step. What the destination refuses is lost, as at AWS, and said in the server's log. */
export function inventoryHandler(room: Room): JobHandler<InventoryStep> {
  return async ({ value: step }, { signal }): Promise<JobAnswer> => {
    const found = await findBucket(room, step.partition, step.bucket)
    const configuration = await configurations.get(room.store, [step.bucketId, 'inventory', step.id])
    if (found?.value.id !== step.bucketId || configuration === undefined) return
    const inventory = configuration.value.document as unknown as Inventory
    try {
      const next = await writeFile({ room, bucket: found.value, inventory, step, signal })
      return next && atomic(room.store).enqueue(inventoryQueue, next)
    } catch (error) {
      signal.throwIfAborted()
      if (!isFinalFailure(error)) throw error
      room.logger.warn(
        'An inventory cannot be written: its destination must let s3.amazonaws.com put objects',
        {
          bucket: step.bucket,
          inventory: step.id,
          destination: inventory.Destination.S3BucketDestination.Bucket,
          error,
        },
      )
      return
    }
  }
}

interface Report {
  readonly room: Room
  readonly bucket: Bucket
  readonly inventory: Inventory
  readonly step: InventoryStep
  readonly signal: AbortSignal
}

/** Writes one file, and the manifest behind the last one. Answers the next step. */
async function writeFile(report: Report): Promise<InventoryStep | undefined> {
  const { bucket, inventory, step } = report
  const paths = reportPaths(inventory, bucket.name, step.at)
  const { bytes, next, rows, suffix } = await gather(report)
  const file = {
    key: paths.data(`${fileName(step)}.${suffix}`),
    size: bytes.length,
    MD5checksum: createHash('md5').update(bytes).digest('hex'),
  }
  // The file of a step that is done again has the same name.
  if (rows > 0) await put(report, file.key, bytes, 'application/octet-stream')
  const files = rows > 0 ? [...step.files, file] : step.files
  if (next !== undefined) return { ...step, files, after: next }
  const manifest = manifestText(inventory, { sourceBucket: bucket.name, at: step.at, files })
  const destination = destinationName(inventory)
  const links = files.map(({ key }) => `s3://${destination}/${key}\n`).join('')
  await put(report, paths.symlinks, Buffer.from(links, 'utf8'), 'text/plain')
  await put(report, paths.manifest, Buffer.from(manifest, 'utf8'), 'application/json')
  const checksum = createHash('md5').update(manifest).digest('hex')
  await put(report, paths.checksum, Buffer.from(checksum, 'utf8'), 'text/plain')
  return undefined
}

function destinationName({ Destination: { S3BucketDestination: destination } }: Inventory): string {
  return parseArn(destination.Bucket)?.resource ?? ''
}

/** The same each time a step is done. */
function fileName({ bucketId, id, at, files }: InventoryStep): string {
  return uuidText(createHash('sha256').update(`${bucketId} ${id} ${at} ${files.length}`).digest('hex'))
}

interface Gathered {
  readonly bytes: Uint8Array
  readonly suffix: string
  readonly rows: number
  /** Where the next file goes on; undefined: there is nothing more. */
  readonly next: InventoryStep['after']
}

/** Reads as many versions as a file has. */
async function gather({ room, bucket, inventory, step, signal }: Report): Promise<Gathered> {
  const file = reportFileWriter(inventory)
  const prefix = inventory.Filter?.Prefix ?? ''
  const read = versionReader(room.store, bucket.id)
  let rows = 0
  let place: VersionPlace | undefined = step.after && { key: step.after.key, order: step.after.order }
  for (;;) {
    signal.throwIfAborted()
    const page = await read(place === undefined ? { at: prefix } : { behind: place }, inventoryPage)
    const last = page.items.at(-1)
    const inside = page.items.filter(({ key }) => key.startsWith(prefix))
    const listed = inside.filter(
      ({ value: { version, isLatest } }) =>
        inventory.IncludedObjectVersions === 'All' || (isLatest && version.marker === undefined),
    )
    for (const { value } of listed) file.write(inventoryRow(bucket, value))
    rows += listed.length
    const isOver = !page.more || last === undefined || inside.length < page.items.length
    if (!isOver) place = last.position
    if (!isOver && rows < file.rowsMax) continue
    const next = isOver || place === undefined ? undefined : { key: place.key, order: place.order ?? 0 }
    return { bytes: await file.end(), suffix: file.suffix, rows, next }
  }
}

async function put(
  { room, bucket, inventory, signal }: Report,
  key: string,
  bytes: Uint8Array,
  contentType: string,
): Promise<void> {
  const { AccountId: owner, Encryption: encryption } = inventory.Destination.S3BucketDestination
  const { accountId, region } = bucket
  await room.call(
    's3:PutObject',
    {
      Bucket: destinationName(inventory),
      Key: key,
      Body: bytes,
      ContentType: contentType,
      // Which policies of destinations ask for.
      ACL: 'bucket-owner-full-control',
      ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
      ...(encryption?.SSES3 === undefined ? {} : { ServerSideEncryption: 'AES256' }),
      ...(encryption?.SSEKMS === undefined
        ? {}
        : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.SSEKMS.KeyId }),
    },
    serviceCaller('s3.amazonaws.com', { accountId, region }, bucketArn(bucket), { signal }),
  )
}
