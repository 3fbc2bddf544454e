/** Objects: what goes in comes out, whatever its key is called. Source: Amazon S3 API reference, the operations named. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { freshBucket, refusal, refused } from './room.ts'

const server = testServer()

describe('objects', () => {
  it('answers what was put, with its headers and metadata', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const put = await s3.putObject({
      Bucket,
      Key: 'a/b.txt',
      Body: 'hello',
      ContentType: 'text/plain',
      CacheControl: 'max-age=5',
      ContentDisposition: 'attachment',
      ContentLanguage: 'en',
      Expires: new Date('2030-01-01T00:00:00Z'),
      Metadata: { One: 'two', plain: 'x y' },
      Tagging: 'a=1&b=2',
    })
    assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"')
    assert.equal(put.ServerSideEncryption, 'AES256')
    assert.equal(put.ChecksumCRC32, 'NhCmhg==')
    assert.equal(put.VersionId, undefined)
    const got = await s3.getObject({ Bucket, Key: 'a/b.txt', ChecksumMode: 'ENABLED' })
    assert.equal(await got.Body?.transformToString(), 'hello')
    const { Body: _body, $metadata, LastModified, ...rest } = got
    assert.equal($metadata.httpStatusCode, 200)
    assert.ok(LastModified)
    assert.deepEqual(rest, {
      AcceptRanges: 'bytes',
      CacheControl: 'max-age=5',
      ChecksumCRC32: 'NhCmhg==',
      ChecksumType: 'FULL_OBJECT',
      ContentDisposition: 'attachment',
      ContentLanguage: 'en',
      ContentLength: 5,
      ContentType: 'text/plain',
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      Expires: new Date('2030-01-01T00:00:00Z'),
      ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
      Metadata: { one: 'two', plain: 'x y' },
      ServerSideEncryption: 'AES256',
      TagCount: 2,
    })
    const head = await s3.headObject({ Bucket, Key: 'a/b.txt' })
    assert.deepEqual(
      [head.ContentLength, head.ContentType, head.Metadata],
      [5, 'text/plain', { one: 'two', plain: 'x y' }],
    )
    assert.equal(head.ChecksumCRC32, undefined)
  })

  it('are refused when they are not what their hash says, whoever signed it', async () => {
    const { s3, Bucket, config } = await freshBucket(server)
    const liar = new S3(config)
    liar.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        if ('x-amz-content-sha256' in headers) headers['x-amz-content-sha256'] = '0'.repeat(64)
        return next(args)
      },
      { step: 'deserialize', priority: 'high' },
    )
    const mismatch = ['XAmzContentSHA256Mismatch', 400]
    const sealed = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32, 1).toString('base64') }
    for (const Body of [Buffer.from('small'), Buffer.alloc(300_000, 'x')]) {
      assert.deepEqual(await refused(liar.putObject({ Bucket, Key: 'k', Body })), mismatch)
      assert.deepEqual(await refused(liar.putObject({ Bucket, Key: 'k', Body, ...sealed })), mismatch)
      await s3.putObject({ Bucket, Key: 'sealed', Body, ...sealed })
    }
    assert.deepEqual(
      await refused(liar.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'sealed' }] } })),
      mismatch,
    )
    const { Contents = [] } = await s3.listObjectsV2({ Bucket })
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      ['sealed'],
    )
  })

  it('takes streams, small and large, and answers ranges of them', async () => {
    const { s3, Bucket } = await freshBucket(server)
    for (const size of [0, 1, 65_536, 65_537, 300_000, 3_000_001]) {
      const bytes = Buffer.alloc(size, 'abcdefghij')
      const Key = `size-${size}`
      await s3.putObject({
        Bucket,
        Key,
        ContentLength: size,
        Body: Readable.from(
          (function* () {
            for (let at = 0; at < size; at += 70_000) yield bytes.subarray(at, at + 70_000)
          })(),
        ),
      })
      const got = await s3.getObject({ Bucket, Key })
      assert.equal(got.ContentLength, size)
      assert.ok(bytes.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])), Key)
      if (size < 11) continue
      for (const [Range, start, end] of [
        ['bytes=0-9', 0, 10],
        ['bytes=5-', 5, size],
        ['bytes=-7', size - 7, size],
        [`bytes=10-${size * 2}`, 10, size],
      ] as const) {
        const part = await s3.getObject({ Bucket, Key, Range })
        assert.equal(part.$metadata.httpStatusCode, 206)
        assert.equal(part.ContentRange, `bytes ${start}-${end - 1}/${size}`)
        const found = Buffer.from((await part.Body?.transformToByteArray()) ?? [])
        assert.ok(found.equals(bytes.subarray(start, end)), `${Key} ${Range}`)
      }
      assert.deepEqual(await refused(s3.getObject({ Bucket, Key, Range: `bytes=${size}-` })), [
        'InvalidRange',
        416,
      ])
      const whole = await s3.getObject({ Bucket, Key, Range: 'lines=1-2' })
      assert.equal(whole.$metadata.httpStatusCode, 200)
      whole.Body?.transformToByteArray()
    }
  })

  it('keeps keys as they are, however they are written', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const keys = [
      'plain',
      'with space and + plus',
      'trailing ',
      ' leading',
      'ünïcödé/日本/😀',
      '..',
      '.',
      '../up',
      'a/../b',
      'a//b',
      '/leading/slash',
      'ends/with/',
      'percent%20and%2Fslash%',
      'query?a=b&c=d#hash',
      'quotes\'"<>&',
      'tab\tand\nline',
      'service/x/operation/y',
      'k'.repeat(1024),
      'ä'.repeat(512),
    ]
    await Promise.all(keys.map((Key) => s3.putObject({ Bucket, Key, Body: Key })))
    for (const Key of keys) {
      const got = await s3.getObject({ Bucket, Key })
      assert.equal(await got.Body?.transformToString(), Key)
    }
    const { Contents } = await s3.listObjectsV2({ Bucket, EncodingType: 'url' })
    const listed = Contents?.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' '))) ?? []
    assert.deepEqual(new Set(listed), new Set(keys))
    const bytes = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    assert.deepEqual(listed, bytes)
    await Promise.all(keys.map((Key) => s3.deleteObject({ Bucket, Key })))
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'k'.repeat(1025), Body: '' })), [
      'KeyTooLongError',
      400,
    ])
  })

  it('tells what is not there', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const missing = await refusal(s3.getObject({ Bucket, Key: 'none' }))
    assert.deepEqual(
      [missing.name, missing.$metadata.httpStatusCode, missing.Key],
      ['NoSuchKey', 404, 'none'],
    )
    assert.deepEqual(await refused(s3.headObject({ Bucket, Key: 'none' })), ['NotFound', 404])
    const bucket = await refusal(s3.getObject({ Bucket: 'no-such-bucket-here', Key: 'k' }))
    assert.deepEqual([bucket.name, bucket.BucketName], ['NoSuchBucket', 'no-such-bucket-here'])
    await s3.deleteObject({ Bucket, Key: 'none' })
  })

  it('holds conditions of reads', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const { ETag = '' } = await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const get = (conditions: object) => s3.getObject({ Bucket, Key: 'k', ...conditions })
    assert.equal((await get({ IfMatch: ETag })).ETag, ETag)
    assert.deepEqual(await refused(get({ IfMatch: '"other"' })), ['PreconditionFailed', 412])
    assert.equal((await refusal(get({ IfNoneMatch: ETag }))).$metadata.httpStatusCode, 304)
    assert.equal(
      (await refusal(get({ IfModifiedSince: new Date(Date.now() + 60_000) }))).$metadata.httpStatusCode,
      304,
    )
    assert.deepEqual(await refused(get({ IfUnmodifiedSince: new Date(0) })), ['PreconditionFailed', 412])
    assert.equal((await get({ IfMatch: ETag, IfUnmodifiedSince: new Date(0) })).ETag, ETag)
    assert.equal(
      (await refusal(s3.headObject({ Bucket, Key: 'k', IfMatch: '"x"' }))).$metadata.httpStatusCode,
      412,
    )
  })

  it('holds conditions of writes, of which one of many wins', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        s3.putObject({ Bucket, Key: 'once', Body: String(n), IfNoneMatch: '*' }),
      ),
    )
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const one of tries) {
      if (one.status === 'rejected') assert.equal(one.reason.name, 'PreconditionFailed')
    }
    const { ETag = '' } = await s3.headObject({ Bucket, Key: 'once' })
    await s3.putObject({ Bucket, Key: 'once', Body: 'next', IfMatch: ETag })
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'once', Body: 'x', IfMatch: ETag })), [
      'PreconditionFailed',
      412,
    ])
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'never', Body: 'x', IfMatch: ETag })), [
      'NoSuchKey',
      404,
    ])
  })

  it('copies, with metadata or without, and within conditions', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const big = Buffer.alloc(200_000, 'z')
    await s3.putObject({
      Bucket,
      Key: 'a b+ü',
      Body: big,
      ContentType: 'text/x',
      Metadata: { m: '1' },
      Tagging: 't=1',
    })
    const CopySource = `${Bucket}/${encodeURIComponent('a b+ü')}`
    const copy = await s3.copyObject({ Bucket, Key: 'copy', CopySource })
    const head = await s3.headObject({ Bucket, Key: 'copy' })
    assert.deepEqual(
      [copy.CopyObjectResult?.ETag, head.ContentType, head.Metadata, head.ContentLength],
      [head.ETag, 'text/x', { m: '1' }, 200_000],
    )
    assert.deepEqual((await s3.getObjectTagging({ Bucket, Key: 'copy' })).TagSet, [{ Key: 't', Value: '1' }])
    // Whole sources are encoded too, as by encodeURIComponent, and as forms are.
    for (const said of [encodeURIComponent(`/${Bucket}/a b+ü`), `${Bucket}%2Fa+b%2B%C3%BC`])
      await s3.copyObject({ Bucket, Key: 'copy', CopySource: said })
    await s3.copyObject({
      Bucket,
      Key: 'other',
      CopySource,
      MetadataDirective: 'REPLACE',
      ContentType: 'text/y',
      TaggingDirective: 'REPLACE',
      Tagging: 'u=2',
    })
    const other = await s3.headObject({ Bucket, Key: 'other' })
    assert.deepEqual([other.ContentType, other.Metadata, other.TagCount], ['text/y', {}, 1])
    await s3.deleteObject({ Bucket, Key: 'a b+ü' })
    const got = await s3.getObject({ Bucket, Key: 'copy' })
    assert.ok(big.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
    const self = { Bucket, Key: 'copy', CopySource: `${Bucket}/copy` }
    assert.deepEqual(await refused(s3.copyObject(self)), ['InvalidRequest', 400])
    assert.deepEqual(await refused(s3.copyObject({ ...self, Key: 'z', CopySourceIfMatch: '"no"' })), [
      'PreconditionFailed',
      412,
    ])
    assert.deepEqual(await refused(s3.copyObject({ ...self, CopySource: Bucket, Key: 'z' })), [
      'InvalidArgument',
      400,
    ])
    assert.deepEqual(await refused(s3.copyObject({ ...self, CopySource: `${Bucket}/gone`, Key: 'z' })), [
      'NoSuchKey',
      404,
    ])
  })

  it('deletes many at once, telling of each', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const keys = Array.from({ length: 60 }, (_, n) => `k${n}`)
    await Promise.all(keys.map((Key) => s3.putObject({ Bucket, Key, Body: '' })))
    const { Deleted, Errors } = await s3.deleteObjects({
      Bucket,
      Delete: { Objects: [...keys, 'absent'].map((Key) => ({ Key })) },
    })
    assert.equal(Deleted?.length, 61)
    assert.equal(Errors, undefined)
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
    const quiet = await s3.deleteObjects({ Bucket, Delete: { Quiet: true, Objects: [{ Key: 'x' }] } })
    assert.equal(quiet.Deleted, undefined)
    assert.deepEqual(await refused(s3.deleteObjects({ Bucket, Delete: { Objects: [] } })), [
      'MalformedXML',
      400,
    ])
  })

  it('refuses what is too much or not well-formed', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const put = (more: object) => s3.putObject({ Bucket, Key: 'k', Body: 'x', ...more })
    assert.deepEqual(await refused(put({ Metadata: { big: 'x'.repeat(2100) } })), ['MetadataTooLarge', 400])
    assert.deepEqual(await refused(put({ Tagging: 'a=1&a=2' })), ['InvalidTag', 400])
    assert.deepEqual(await refused(put({ StorageClass: 'NOPE' })), ['InvalidStorageClass', 400])
    assert.deepEqual(await refused(put({ ACL: 'public-read' })), ['AccessControlListNotSupported', 400])
    assert.deepEqual(await refused(put({ ServerSideEncryption: 'rot13' })), ['InvalidArgument', 400])
    assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k', VersionId: 'garbage' })), [
      'InvalidArgument',
      400,
    ])
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
  })
})
