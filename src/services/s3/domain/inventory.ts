/**
 * Inventory reports: when they are due, what their files are called and what stands in them. Source: Amazon S3 User Guide, "Cataloging
 * and analyzing your data with S3 Inventory", "Locating your inventory list".
 */
import { encodeKey } from './url-encoding.ts'

/** A configuration as it was put, in the words of the API. */
export type Inventory = {
  readonly Id: string
  readonly IsEnabled: boolean
  readonly IncludedObjectVersions: 'All' | 'Current'
  readonly Schedule: { readonly Frequency: 'Daily' | 'Weekly' }
  readonly Filter?: { readonly Prefix?: string }
  readonly OptionalFields?: readonly string[]
  readonly Destination: {
    readonly S3BucketDestination: {
      readonly AccountId?: string
      /** An ARN. */
      readonly Bucket: string
      readonly Format: 'CSV' | 'ORC' | 'Parquet'
      readonly Prefix?: string
      readonly Encryption?: { readonly SSES3?: object; readonly SSEKMS?: { readonly KeyId?: string } }
    }
  }
}

/** A version, as reports tell of it. Instants in milliseconds since the epoch. */
export interface InventoryRow {
  readonly bucket: string
  readonly key: string
  readonly versionId: string
  readonly isLatest: boolean
  readonly isDeleteMarker: boolean
  readonly bytes?: number
  readonly modifiedAt: number
  readonly etag?: string
  readonly storageClass?: string
  readonly isMultipart?: boolean
  readonly replicationStatus?: string
  readonly encryptionStatus?: string
  readonly retainUntil?: number
  readonly lockMode?: string
  readonly legalHold?: string
  readonly bucketKeyStatus?: string
  readonly checksumAlgorithm?: string
  /** Base64 of JSON. */
  readonly accessList?: string
  readonly owner?: string
  readonly expiresAt?: number
}

export type Cell = string | number | boolean | undefined

/** A column of reports. */
export interface Column {
  readonly name: string
  /** The name in a Parquet schema. */
  readonly snake: string
  readonly type: 'text' | 'boolean' | 'count' | 'instant'
  /** Whether reports of all versions alone have it. */
  readonly ofVersions?: true
  readonly isOptional?: true
  /** Whether every row of a Parquet file has it. */
  readonly isRequired?: true
  readonly read: (row: InventoryRow) => Cell
}

/** In the order in which reports have them. */
const columns: readonly Column[] = [
  { name: 'Bucket', snake: 'bucket', type: 'text', isRequired: true, read: ({ bucket }) => bucket },
  { name: 'Key', snake: 'key', type: 'text', isRequired: true, read: ({ key }) => key },
  // UNVERIFIED: that the null version has none.
  {
    name: 'VersionId',
    snake: 'version_id',
    type: 'text',
    ofVersions: true,
    read: ({ versionId }) => (versionId === 'null' ? undefined : versionId),
  },
  {
    name: 'IsLatest',
    snake: 'is_latest',
    type: 'boolean',
    ofVersions: true,
    read: ({ isLatest }) => isLatest,
  },
  {
    name: 'IsDeleteMarker',
    snake: 'is_delete_marker',
    type: 'boolean',
    ofVersions: true,
    read: ({ isDeleteMarker }) => isDeleteMarker,
  },
  optional('Size', 'size', 'count', ({ bytes }) => bytes),
  optional('LastModifiedDate', 'last_modified_date', 'instant', ({ modifiedAt }) => modifiedAt),
  optional('ETag', 'e_tag', 'text', ({ etag }) => etag),
  optional('StorageClass', 'storage_class', 'text', ({ storageClass }) => storageClass),
  optional('IsMultipartUploaded', 'is_multipart_uploaded', 'boolean', ({ isMultipart }) => isMultipart),
  optional('ReplicationStatus', 'replication_status', 'text', ({ replicationStatus }) => replicationStatus),
  optional('EncryptionStatus', 'encryption_status', 'text', ({ encryptionStatus }) => encryptionStatus),
  optional(
    'ObjectLockRetainUntilDate',
    'object_lock_retain_until_date',
    'instant',
    ({ retainUntil }) => retainUntil,
  ),
  optional('ObjectLockMode', 'object_lock_mode', 'text', ({ lockMode }) => lockMode),
  optional(
    'ObjectLockLegalHoldStatus',
    'object_lock_legal_hold_status',
    'text',
    ({ legalHold }) => legalHold,
  ),
  optional('IntelligentTieringAccessTier', 'intelligent_tiering_access_tier', 'text', ({ storageClass }) =>
    storageClass === 'INTELLIGENT_TIERING' ? 'FREQUENT' : undefined,
  ),
  optional('BucketKeyStatus', 'bucket_key_status', 'text', ({ bucketKeyStatus }) => bucketKeyStatus),
  optional('ChecksumAlgorithm', 'checksum_algorithm', 'text', ({ checksumAlgorithm }) => checksumAlgorithm),
  optional('ObjectAccessControlList', 'object_access_control_list', 'text', ({ accessList }) => accessList),
  optional('ObjectOwner', 'object_owner', 'text', ({ owner }) => owner),
  optional('LifecycleExpirationDate', 'lifecycle_expiration_date', 'instant', ({ expiresAt }) => expiresAt),
]

function optional(name: string, snake: string, type: Column['type'], read: Column['read']): Column {
  return { name, snake, type, isOptional: true, read }
}

/** The columns of a report. */
export function columnsOf({ IncludedObjectVersions: included, OptionalFields: fields = [] }: Inventory) {
  return columns.filter(({ name, ofVersions, isOptional }) =>
    isOptional ? fields.includes(name) : !ofVersions || included === 'All',
  )
}

/** A line of CSV, with its end: every value in quotes, keys encoded as in addresses. */
export function csvLine(inventory: readonly Column[], row: InventoryRow): string {
  const cells = inventory.map(({ name, type, read }) => {
    const value = read(row)
    if (value === undefined) return '""'
    const text = type === 'instant' ? new Date(Number(value)).toISOString() : String(value)
    return `"${name === 'Key' ? encodeKey(text) : text.replaceAll('"', '""')}"`
  })
  return `${cells.join(',')}\n`
}

const dayMs = 86_400_000

/** The day (UTC) of an instant, counted from the epoch. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs)
}

/** Whether a report is due on a day: the first one at once, then daily, or on Sundays. `last`: the day of the one before. */
export function isInventoryDue(
  { Schedule: { Frequency: frequency } }: Inventory,
  last: number | undefined,
  day: number,
): boolean {
  if (last === undefined) return true
  // The epoch began on a Thursday.
  const sunday = day - ((day + 4) % 7)
  return frequency === 'Daily' ? day > last : sunday > last
}

/** Where the files of a report lie. `at`: when it was begun. */
export function reportPaths(
  {
    Id: id,
    Destination: {
      S3BucketDestination: { Prefix: prefix },
    },
  }: Inventory,
  sourceBucket: string,
  at: number,
) {
  const base = [
    ...(prefix === undefined || prefix === '' ? [] : [prefix.replace(/\/$/, '')]),
    sourceBucket,
    id,
  ].join('/')
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const minute = time.slice(0, 5).replace(':', '-')
  return {
    data: (name: string) => `${base}/data/${name}`,
    manifest: `${base}/${date}T${minute}Z/manifest.json`,
    checksum: `${base}/${date}T${minute}Z/manifest.checksum`,
    symlinks: `${base}/hive/dt=${date}-${minute}/symlink.txt`,
  }
}

/** A file of a report, as its manifest names it. */
export type ReportFile = { readonly key: string; readonly size: number; readonly MD5checksum: string }

/** The text of manifest.json. */
export function manifestText(
  inventory: Inventory,
  { sourceBucket, at, files }: { sourceBucket: string; at: number; files: readonly ReportFile[] },
): string {
  const { Bucket: destinationBucket, Format: fileFormat } = inventory.Destination.S3BucketDestination
  const manifest = {
    sourceBucket,
    destinationBucket,
    version: '2016-11-30',
    creationTimestamp: String(at),
    fileFormat,
    fileSchema: fileFormat === 'Parquet' ? parquetSchema(inventory) : csvSchema(inventory),
    files,
  }
  return JSON.stringify(manifest, null, 4)
}

function csvSchema(inventory: Inventory): string {
  return columnsOf(inventory)
    .map(({ name }) => name)
    .join(', ')
}

const parquetForms = {
  text: (name: string) => `binary ${name} (UTF8)`,
  boolean: (name: string) => `boolean ${name}`,
  count: (name: string) => `int64 ${name}`,
  instant: (name: string) => `int64 ${name} (TIMESTAMP_MILLIS)`,
} as const satisfies Record<Column['type'], (name: string) => string>

function parquetSchema(inventory: Inventory): string {
  const fields = columnsOf(inventory).map(
    ({ snake, type, isRequired }) => `${isRequired ? 'required' : 'optional'} ${parquetForms[type](snake)};`,
  )
  return `message s3.inventory { ${fields.join(' ')} }`
}
