/** Versions as inventory reports tell of them. Source: Amazon S3 User Guide, "Amazon S3 Inventory list", "Working with the Object ACL field". */
import type { InventoryRow } from './domain/inventory.ts'
import { expirationOf } from './domain/lifecycle.ts'
import type { ListedVersion } from './key-listings.ts'
import { ownList } from './lists.ts'
import { canonicalId } from './owners.ts'
import type { Bucket, ObjectEncryption, ObjectVersion } from './records.ts'

const encryptionStatus = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
  customer: 'SSE-C',
} as const satisfies Record<ObjectEncryption['kind'], string>

/** A row; of a delete marker with nothing that objects have. */
export function inventoryRow(bucket: Bucket, { version, isLatest }: ListedVersion): InventoryRow {
  const { key, versionId, modifiedAt, marker, replication } = version
  const common = {
    bucket: bucket.name,
    key,
    versionId,
    isLatest,
    isDeleteMarker: marker === true,
    modifiedAt,
    owner: canonicalId(version.accountId),
    ...(replication === undefined ? {} : { replicationStatus: replication.status }),
  }
  return marker ? common : { ...common, ...objectCells(bucket, version, isLatest) }
}

function objectCells(bucket: Bucket, version: ObjectVersion, isLatest: boolean): Partial<InventoryRow> {
  const { retention, legalHold, checksum, encryption } = version
  const subject = { ...version, tags: version.tags ?? {} }
  const expiration = isLatest ? expirationOf(bucket.lifecycle ?? [], subject) : undefined
  return {
    bytes: version.bytes,
    etag: version.etag,
    storageClass: version.storageClass ?? 'STANDARD',
    isMultipart: version.partCount !== undefined,
    encryptionStatus: encryptionStatus[encryption.kind],
    bucketKeyStatus: 'bucketKey' in encryption && encryption.bucketKey ? 'ENABLED' : 'DISABLED',
    accessList: accessListText(version),
    ...(checksum === undefined ? {} : { checksumAlgorithm: checksum.algorithm }),
    ...(retention === undefined ? {} : { retainUntil: retention.until, lockMode: retention.mode }),
    ...(legalHold === undefined ? {} : { legalHold: legalHold ? 'ON' : 'OFF' }),
    ...(expiration === undefined ? {} : { expiresAt: expiration.at }),
  }
}

function accessListText({ acl, accountId }: ObjectVersion): string {
  const list = acl ?? ownList(canonicalId(accountId))
  const grants = list.grants.map(({ grantee, permission }) =>
    grantee.type === 'account'
      ? { canonicalId: grantee.id, type: 'CanonicalUser', permission }
      : { uri: grantee.uri, type: 'Group', permission },
  )
  const told = { version: '2022-11-10', status: 'AVAILABLE', grants }
  return Buffer.from(JSON.stringify(told), 'utf8').toString('base64')
}
