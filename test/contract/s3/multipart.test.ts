/** Multipart uploads and checksums. Source: Amazon S3 User Guide, "Uploading and copying objects using multipart upload", "Checking object integrity". */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { Upload } from '@aws-sdk/lib-storage'
import { testServer } from '../../support/server.ts'
import { freshBucket, refusal, refused } from './room.ts'

const server = testServer()
const partBytes = 5 * 1024 * 1024
const bytes = Buffer.alloc(2 * partBytes + 12_345)
for (let at = 0; at < bytes.length; at += 4)
  bytes.writeUInt32LE((at * 2654435761) >>> 0, Math.min(at, bytes.length - 4))
const slices = [
  bytes.subarray(0, partBytes),
  bytes.subarray(partBytes, 2 * partBytes),
  bytes.subarray(2 * partBytes),
]
const md5 = (data: Uint8Array) => createHash('md5').update(data).digest()

describe('multipart uploads', () => {
  it('make an object of parts', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const Key = 'big'
    const { UploadId } = await s3.createMultipartUpload({
      Bucket,
      Key,
      ContentType: 'x/y',
      Metadata: { a: 'b' },
      ChecksumAlgorithm: 'SHA256',
    })
    const Parts = []
    for (const [index, Body] of slices.entries()) {
      const PartNumber = index + 1
      const part = await s3.uploadPart({
        Bucket,
        Key,
        UploadId,
        PartNumber,
        Body,
        ChecksumAlgorithm: 'SHA256',
      })
      assert.equal(part.ETag, `"${md5(Body).toString('hex')}"`)
      Parts.push({ PartNumber, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 })
    }
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
    const listed = await s3.listParts({ Bucket, Key, UploadId, MaxParts: 2 })
    assert.deepEqual([listed.Parts?.length, listed.IsTruncated, listed.NextPartNumberMarker], [2, true, '2'])
    const uploads = await s3.listMultipartUploads({ Bucket })
    assert.deepEqual(
      uploads.Uploads?.map((one) => [one.Key, one.UploadId]),
      [[Key, UploadId]],
    )
    const done = await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
    const etag = `"${md5(Buffer.concat(slices.map(md5))).toString('hex')}-3"`
    assert.equal(done.ETag, etag)
    const sums = slices.map((slice) => createHash('sha256').update(slice).digest())
    const composite = `${createHash('sha256').update(Buffer.concat(sums)).digest('base64')}-3`
    assert.deepEqual([done.ChecksumSHA256, done.ChecksumType], [composite, 'COMPOSITE'])
    const again = await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
    assert.equal(again.ETag, etag)
    const got = await s3.getObject({ Bucket, Key, Range: `bytes=${partBytes - 3}-${partBytes + 2}` })
    assert.deepEqual(
      Buffer.from((await got.Body?.transformToByteArray()) ?? []),
      bytes.subarray(partBytes - 3, partBytes + 3),
    )
    const second = await s3.getObject({ Bucket, Key, PartNumber: 3 })
    assert.deepEqual(
      [second.ContentLength, second.PartsCount, second.$metadata.httpStatusCode],
      [12_345, 3, 206],
    )
    await second.Body?.transformToByteArray()
    const whole = await s3.getObject({ Bucket, Key })
    assert.ok(bytes.equals(Buffer.from((await whole.Body?.transformToByteArray()) ?? [])))
    assert.deepEqual([whole.ContentType, whole.Metadata], ['x/y', { a: 'b' }])
    const attributes = await s3.getObjectAttributes({
      Bucket,
      Key,
      ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'ObjectSize', 'StorageClass'],
    })
    assert.deepEqual(
      [attributes.ObjectSize, attributes.ObjectParts?.TotalPartsCount, attributes.ObjectParts?.Parts?.length],
      [bytes.length, 3, 3],
    )
    assert.deepEqual(await refused(s3.listParts({ Bucket, Key, UploadId })), ['NoSuchUpload', 404])
    const copied = await s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` })
    assert.equal(copied.CopyObjectResult?.ETag, `"${md5(bytes).toString('hex')}"`)
    await s3.deleteObject({ Bucket, Key })
    await server.lambent.idle()
  })

  it('are what the high-level library sends, whose checksum is that of the whole', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const upload = new Upload({
      client: s3,
      params: { Bucket, Key: 'lib', Body: Readable.from([bytes]) },
      partSize: partBytes,
    })
    await upload.done()
    const got = await s3.getObject({ Bucket, Key: 'lib', ChecksumMode: 'ENABLED' })
    assert.ok(bytes.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
    const full = await s3.createMultipartUpload({
      Bucket,
      Key: 'full',
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    })
    const Parts = await Promise.all(
      slices.map(async (Body, index) => {
        const { ETag } = await s3.uploadPart({
          Bucket,
          Key: 'full',
          UploadId: full.UploadId,
          PartNumber: index + 1,
          Body,
        })
        return { ETag, PartNumber: index + 1 }
      }),
    )
    const done = await s3.completeMultipartUpload({
      Bucket,
      Key: 'full',
      UploadId: full.UploadId,
      MultipartUpload: { Parts },
    })
    const single = await s3.putObject({ Bucket, Key: 'single', Body: bytes })
    assert.deepEqual([done.ChecksumCRC32, done.ChecksumType], [single.ChecksumCRC32, 'FULL_OBJECT'])
  })

  it('take parts from other objects', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putObject({ Bucket, Key: 'source', Body: bytes })
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'target' })
    const CopySource = `${Bucket}/source`
    const one = await s3.uploadPartCopy({
      Bucket,
      Key: 'target',
      UploadId,
      PartNumber: 1,
      CopySource,
      CopySourceRange: `bytes=0-${partBytes - 1}`,
    })
    const two = await s3.uploadPartCopy({
      Bucket,
      Key: 'target',
      UploadId,
      PartNumber: 2,
      CopySource,
      CopySourceRange: `bytes=${partBytes}-${bytes.length - 1}`,
    })
    const range = (CopySourceRange: string) =>
      s3.uploadPartCopy({ Bucket, Key: 'target', UploadId, PartNumber: 3, CopySource, CopySourceRange })
    assert.deepEqual(await refused(range(`bytes=0-${bytes.length}`)), ['InvalidArgument', 400])
    assert.deepEqual(await refused(range('0-5')), ['InvalidArgument', 400])
    const Parts = [one, two].map(({ CopyPartResult }, index) => ({
      PartNumber: index + 1,
      ETag: CopyPartResult?.ETag,
    }))
    await s3.completeMultipartUpload({ Bucket, Key: 'target', UploadId, MultipartUpload: { Parts } })
    const got = await s3.getObject({ Bucket, Key: 'target' })
    assert.ok(bytes.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
  })

  it('refuse parts that are not there, too small, or out of order', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const Key = 'k'
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key })
    const part = async (PartNumber: number, Body: string) => {
      const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body })
      return { ETag, PartNumber }
    }
    const [one, two] = [await part(1, 'small'), await part(2, 'tail')]
    const complete = (...Parts: object[]) =>
      s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
    assert.deepEqual(await refused(complete(one, two)), ['EntityTooSmall', 400])
    assert.deepEqual(await refused(complete(two, one)), ['InvalidPartOrder', 400])
    assert.deepEqual(await refused(complete({ PartNumber: 7, ETag: one.ETag })), ['InvalidPart', 400])
    assert.deepEqual(await refused(complete({ PartNumber: 1, ETag: two.ETag })), ['InvalidPart', 400])
    assert.deepEqual(await refused(s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 10_001, Body: '' })), [
      'InvalidArgument',
      400,
    ])
    assert.deepEqual(
      await refused(s3.uploadPart({ Bucket, Key: 'other', UploadId, PartNumber: 1, Body: '' })),
      ['NoSuchUpload', 404],
    )
    await part(1, 'again')
    assert.deepEqual(await refused(complete(one)), ['InvalidPart', 400])
    await s3.abortMultipartUpload({ Bucket, Key, UploadId })
    assert.deepEqual(await refused(s3.abortMultipartUpload({ Bucket, Key, UploadId })), ['NoSuchUpload', 404])
    await server.lambent.idle()
    await s3.deleteBucket({ Bucket })
  })
})

describe('checksums', () => {
  it('are kept in every algorithm, and held against the bytes', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const Body = 'The quick brown fox jumps over the lazy dog'
    const expected = {
      CRC32: 'QU+jOQ==',
      CRC32C: 'ImIEBA==',
      SHA1: 'L9ThxnotKPzthJ7hu3bnORuT6xI=',
      SHA256: '16j7swfXgJRpypq8sAguT41WUeRtPNt2LQLQvzfJ5ZI=',
    }
    for (const [ChecksumAlgorithm, value] of Object.entries(expected)) {
      const Key = ChecksumAlgorithm
      await s3.putObject({ Bucket, Key, Body, ChecksumAlgorithm: ChecksumAlgorithm as 'CRC32' })
      const head = (await s3.headObject({ Bucket, Key, ChecksumMode: 'ENABLED' })) as unknown as Record<
        string,
        unknown
      >
      assert.equal(head[`Checksum${ChecksumAlgorithm}`], value)
      const wrong = { [`Checksum${ChecksumAlgorithm}`]: expected[Key as 'CRC32'].replace(/^./, 'A') }
      assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'wrong', Body, ...wrong })), [
        'BadDigest',
        400,
      ])
      const broken = { [`Checksum${ChecksumAlgorithm}`]: 'nonsense' }
      assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'wrong', Body, ...broken })), [
        'InvalidRequest',
        400,
      ])
    }
    const ContentMD5 = md5(Buffer.from('other')).toString('base64')
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'wrong', Body, ContentMD5 })), [
      'BadDigest',
      400,
    ])
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'wrong', Body, ContentMD5: 'x' })), [
      'InvalidDigest',
      400,
    ])
    assert.deepEqual(await refused(s3.headObject({ Bucket, Key: 'wrong' })), ['NotFound', 404])
  })

  it('of a part are told with the part, by its number or by its bytes', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const Key = 'parts'
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, ChecksumAlgorithm: 'SHA256' })
    const bodies = [Buffer.alloc(5 * 1024 ** 2, 'a'), Buffer.from('the end')]
    const Parts = []
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1
      const { ETag, ChecksumSHA256 } = await s3.uploadPart({
        Bucket,
        Key,
        UploadId,
        PartNumber,
        Body,
        ChecksumAlgorithm: 'SHA256',
      })
      Parts.push({ ETag, ChecksumSHA256, PartNumber })
    }
    await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
    const last = Parts[1]?.ChecksumSHA256
    const asked = { Bucket, Key, ChecksumMode: 'ENABLED' } as const
    const part = await s3.headObject({ ...asked, PartNumber: 2 })
    assert.deepEqual([part.ChecksumSHA256, part.ChecksumType, part.PartsCount], [last, 'COMPOSITE', 2])
    // The SDK holds what it reads against this.
    const bytes = await s3.getObject({ ...asked, Range: `bytes=${5 * 1024 ** 2}-` })
    assert.deepEqual([bytes.ChecksumSHA256, await bytes.Body?.transformToString()], [last, 'the end'])
    const across = await s3.headObject({ ...asked, Range: `bytes=1-${5 * 1024 ** 2 + 6}` })
    assert.equal(across.ChecksumSHA256, undefined)
    const whole = await s3.headObject(asked)
    assert.match(whole.ChecksumSHA256 ?? '', /-2$/)
    const attributes = (...names: string[]) =>
      refusal(s3.getObjectAttributes({ Bucket, Key, ObjectAttributes: names as 'ETag'[] }))
    const unknown = await attributes('ETag', 'Colour')
    assert.deepEqual(
      [unknown.name, unknown.message, unknown.ArgumentName],
      ['InvalidArgument', 'Invalid attribute name specified.', 'x-amz-object-attributes'],
    )
    assert.equal((await attributes()).name, 'InvalidRequest')
    const empty = await refusal(s3.getObject({ Bucket, Key, VersionId: '' }))
    assert.deepEqual(
      [empty.name, empty.message],
      ['InvalidArgument', 'Version id cannot be the empty string'],
    )
  })
})
