/**
 * Inventory reports. Source: Amazon S3 User Guide, "Cataloging and analyzing your data with S3 Inventory", "Configuring Amazon S3
 * Inventory", "Locating your inventory list".
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { KMS } from '@aws-sdk/client-kms'
import type { InventoryConfiguration, InventoryOptionalField, S3 } from '@aws-sdk/client-s3'
import { SFN } from '@aws-sdk/client-sfn'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { freshBucket, refused } from './room.ts'

// A Tuesday.
const clock = new VirtualClock(Date.parse('2026-03-10T10:00:00Z'))
const server = testServer({ clock })
const hourMs = 3_600_000

async function pass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 12) {
    await clock.advance(Math.min(12, hours - hour) * hourMs, () => server.lambent.idle())
  }
}

/** A bucket, another one for its reports, and what is reported. */
async function reporting(open = true) {
  const made = await freshBucket(server)
  const { s3, account, Bucket } = made
  const Reports = `${Bucket}-reports`
  await s3.createBucket({ Bucket: Reports })
  // As AWS documents it.
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${Reports}/*`,
    Condition: {
      ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${Bucket}` },
      StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
    },
  }
  if (open) await s3.putBucketPolicy({ Bucket: Reports, Policy: JSON.stringify({ Statement: [statement] }) })
  const inventory = (more: Partial<InventoryConfiguration> = {}): InventoryConfiguration => ({
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Destination: {
      S3BucketDestination: {
        Bucket: `arn:aws:s3:::${Reports}`,
        Format: 'CSV',
        Prefix: 'inv',
        AccountId: account,
      },
    },
    ...more,
  })
  const put = (configuration: InventoryConfiguration) =>
    s3.putBucketInventoryConfiguration({
      Bucket,
      Id: configuration.Id,
      InventoryConfiguration: configuration,
    })
  const manifests = async () => (await keys(s3, Reports)).filter((key) => key.endsWith('manifest.json'))
  return { ...made, Reports, inventory, put, manifests }
}

async function keys(s3: S3, Bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket })
  return Contents.map(({ Key = '' }) => Key)
}

async function bytesOf(s3: S3, Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.getObject({ Bucket, Key })
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

describe('inventories', () => {
  it('list current objects, with a manifest, its checksum and links for Hive', async () => {
    const { s3, Bucket, Reports, inventory, put } = await reporting()
    const OptionalFields: InventoryOptionalField[] = ['Size', 'ETag', 'StorageClass', 'EncryptionStatus']
    await put(inventory({ OptionalFields, Filter: { Prefix: 'a' } }))
    for (const Key of ['a 1', 'a"2', 'b']) await s3.putObject({ Bucket, Key, Body: Key })
    await pass(1)
    const [checksum = '', manifest = '', data = '', links = '', ...others] = await keys(s3, Reports)
    assert.deepEqual(others, [])
    const base = `inv/${Bucket}/all`
    assert.match(data, /^inv\/.+\/all\/data\/[0-9a-f-]{36}\.csv\.gz$/)
    assert.deepEqual(
      [links, checksum, manifest],
      [
        `${base}/hive/dt=2026-03-10-11-00/symlink.txt`,
        `${base}/2026-03-10T11-00Z/manifest.checksum`,
        `${base}/2026-03-10T11-00Z/manifest.json`,
      ],
    )
    const packed = await bytesOf(s3, Reports, data)
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    assert.equal(
      gunzipSync(packed).toString(),
      [
        `"${Bucket}","a+1","3","${md5('a 1')}","STANDARD","SSE-S3"\n`,
        `"${Bucket}","a%222","3","${md5('a"2')}","STANDARD","SSE-S3"\n`,
      ].join(''),
    )
    const text = (await bytesOf(s3, Reports, manifest)).toString()
    assert.deepEqual(JSON.parse(text), {
      sourceBucket: Bucket,
      destinationBucket: `arn:aws:s3:::${Reports}`,
      version: '2016-11-30',
      creationTimestamp: String(Date.parse('2026-03-10T11:00:00Z')),
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, ETag, StorageClass, EncryptionStatus',
      files: [
        { key: data, size: packed.length, MD5checksum: createHash('md5').update(packed).digest('hex') },
      ],
    })
    assert.equal((await bytesOf(s3, Reports, checksum)).toString(), md5(text))
    assert.equal((await bytesOf(s3, Reports, links)).toString(), `s3://${Reports}/${data}\n`)
  })

  it('list all versions with all that is known of them', async () => {
    const { s3, account, config, Bucket, Reports, inventory, put } = await reporting()
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const OptionalFields: InventoryOptionalField[] = [
      'ObjectOwner',
      'LastModifiedDate',
      'IsMultipartUploaded',
      'ReplicationStatus',
      'ObjectLockMode',
      'BucketKeyStatus',
      'ChecksumAlgorithm',
      'ObjectAccessControlList',
    ]
    // Source: as above, "Granting Amazon S3 permission to use your customer managed key for encryption".
    const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*' }
    const ofS3 = {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['kms:GenerateDataKey'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceARN': `arn:aws:s3:::${Bucket}` },
      },
    }
    const Statement = [root, ofS3].map((statement) => ({ ...statement, Resource: '*' }))
    const { KeyMetadata } = await new KMS(config).createKey({ Policy: JSON.stringify({ Statement }) })
    const { Destination } = inventory()
    const S3BucketDestination = {
      ...Destination?.S3BucketDestination,
      Prefix: undefined,
      Encryption: { SSEKMS: { KeyId: KeyMetadata?.Arn } },
    } as NonNullable<typeof Destination>['S3BucketDestination']
    await put(
      inventory({ IncludedObjectVersions: 'All', OptionalFields, Destination: { S3BucketDestination } }),
    )
    const at = new Date(clock.now()).toISOString()
    const first = await s3.putObject({ Bucket, Key: 'k', Body: 'x', ChecksumAlgorithm: 'CRC32' })
    const marker = await s3.deleteObject({ Bucket, Key: 'k' })
    await pass(1)
    const data = (await keys(s3, Reports)).find((key) => key.endsWith('.csv.gz')) ?? ''
    assert.match(data, new RegExp(`^${Bucket}/all/data/`))
    const { SSEKMSKeyId } = await s3.headObject({ Bucket: Reports, Key: data })
    assert.equal(SSEKMSKeyId, KeyMetadata?.Arn)
    const lines = gunzipSync(await bytesOf(s3, Reports, data))
      .toString()
      .trimEnd()
      .split('\n')
    const rows = lines.map((line) => line.slice(1, -1).split('","'))
    const { Owner, Grants } = await s3.getBucketAcl({ Bucket })
    assert.equal(Grants?.length, 1)
    const common = (id: string | undefined, latest: string, gone: string) => [
      Bucket,
      'k',
      id,
      latest,
      gone,
      at,
    ]
    assert.deepEqual(rows[0], [
      ...common(marker.VersionId, 'true', 'true'),
      '',
      '',
      '',
      '',
      '',
      '',
      Owner?.ID,
    ])
    const [list = ''] = rows[1]?.splice(-2, 1) ?? []
    assert.deepEqual(rows[1], [
      ...common(first.VersionId, 'false', 'false'),
      'false',
      '',
      '',
      'DISABLED',
      'CRC32',
      Owner?.ID,
    ])
    assert.deepEqual(JSON.parse(Buffer.from(list, 'base64').toString()), {
      version: '2022-11-10',
      status: 'AVAILABLE',
      grants: [{ canonicalId: Owner?.ID, type: 'CanonicalUser', permission: 'FULL_CONTROL' }],
    })
  })

  it('come once a day or on Sundays, as long as they are enabled', async () => {
    const { s3, Bucket, inventory, put, manifests } = await reporting()
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    await put(inventory({ Id: 'daily' }))
    await put(inventory({ Id: 'weekly', Schedule: { Frequency: 'Weekly' } }))
    await put(inventory({ Id: 'off', IsEnabled: false }))
    await pass(6 * 24)
    const days = async (id: string) =>
      (await manifests())
        .filter((key) => key.includes(`/${id}/`))
        .map((key) => key.split('/')[3]?.slice(0, 10))
    // Until Monday: daily ones each day, weekly ones on Tuesday, when they were put, and on Sunday.
    assert.equal((await days('daily')).length, 7)
    assert.deepEqual(await days('weekly'), ['2026-03-10', '2026-03-15'])
    assert.deepEqual(await days('off'), [])
    await s3.deleteBucketInventoryConfiguration({ Bucket, Id: 'daily' })
    await pass(48)
    assert.equal((await days('daily')).length, 7)
  })

  it('reach no bucket whose policy does not let them in', async () => {
    const { s3, Bucket, Reports, inventory, put } = await reporting(false)
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    await put(inventory())
    await pass(24)
    assert.deepEqual(await keys(s3, Reports), [])
  })

  for (const Format of ['CSV', 'Parquet'] as const) {
    it(`are read by Map states, as ${Format}`, async () => {
      const { s3, account, config, Bucket, Reports, inventory, put, manifests } = await reporting()
      for (const Key of ['one', 'two']) await s3.putObject({ Bucket, Key, Body: Key })
      const S3BucketDestination = { Bucket: `arn:aws:s3:::${Reports}`, Format }
      const OptionalFields: InventoryOptionalField[] = [
        'Size',
        'LastModifiedDate',
        'IsMultipartUploaded',
        'ObjectLockMode',
      ]
      const at = new Date(clock.now()).toISOString()
      await put(inventory({ OptionalFields, Destination: { S3BucketDestination } }))
      await pass(1)
      const [Key = ''] = await manifests()
      const sfn = new SFN(config)
      const definition = {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'MANIFEST' },
              Parameters: { Bucket: Reports, Key },
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'P',
              States: { P: { Type: 'Pass', End: true } },
            },
            End: true,
          },
        },
      }
      const { stateMachineArn } = await sfn.createStateMachine({
        name: 'reads',
        roleArn: `arn:aws:iam::${account}:role/r`,
        definition: JSON.stringify(definition),
      })
      const { executionArn } = await sfn.startExecution({ stateMachineArn })
      await server.lambent.idle()
      const { status, output = '' } = await sfn.describeExecution({ executionArn })
      assert.equal(status, 'SUCCEEDED')
      const item = (key: string) =>
        Format === 'CSV'
          ? {
              Bucket,
              Key: key,
              Size: '3',
              LastModifiedDate: at,
              IsMultipartUploaded: 'false',
              ObjectLockMode: '',
            }
          : {
              bucket: Bucket,
              key,
              size: 3,
              last_modified_date: at,
              is_multipart_uploaded: false,
              object_lock_mode: null,
            }
      assert.deepEqual(JSON.parse(output), [item('one'), item('two')])
      const manifest = JSON.parse((await bytesOf(s3, Reports, Key)).toString()) as { fileSchema: string }
      assert.equal(
        manifest.fileSchema,
        Format === 'CSV'
          ? 'Bucket, Key, Size, LastModifiedDate, IsMultipartUploaded, ObjectLockMode'
          : 'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; optional int64 last_modified_date (TIMESTAMP_MILLIS); optional boolean is_multipart_uploaded; optional binary object_lock_mode (UTF8); }',
      )
    })
  }

  it('are refused in forms that nobody writes here', async () => {
    const { inventory, put, Reports } = await reporting()
    const into = (Format: 'ORC' | 'CSV', Bucket: string) =>
      put(inventory({ Destination: { S3BucketDestination: { Bucket, Format } } }))
    assert.deepEqual(await refused(into('ORC', `arn:aws:s3:::${Reports}`)), ['NotImplemented', 501])
    assert.deepEqual(await refused(into('CSV', Reports)), ['InvalidS3DestinationBucket', 400])
  })
})
