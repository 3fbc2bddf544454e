/** Where signatures are verified: headers, chunks, presigned addresses and forms, in both styles of addresses. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { GetObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { testServer } from '../../support/server.ts'
import { refused } from './room.ts'

const server = testServer({ identity: 'enforce' })

function client(secret?: string): S3 {
  const { firstKey } = server.lambent
  assert.ok(firstKey)
  const credentials = secret === undefined ? firstKey : { ...firstKey, secretAccessKey: secret }
  return new S3({ ...server.config(), credentials, forcePathStyle: true })
}

describe('an enforcing server', () => {
  it('takes what is signed well, however it is signed', async () => {
    const s3 = client()
    const Bucket = 'enforced'
    await s3.createBucket({ Bucket })
    await s3.putObject({ Bucket, Key: 'whole', Body: 'hello' })
    await s3.putObject({
      Bucket,
      Key: 'a b/ü+*',
      Body: Readable.from([Buffer.alloc(100_000, 'x')]),
      ContentLength: 100_000,
    })
    assert.equal((await s3.headObject({ Bucket, Key: 'a b/ü+*' })).ContentLength, 100_000)
    await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'whole' }] } })
    const put = await getSignedUrl(
      s3,
      new PutObjectCommand({ Bucket, Key: 'signed é', Metadata: { a: 'b' } }),
    )
    assert.equal((await fetch(put, { method: 'PUT', body: 'x' })).status, 200)
    const unsigned = await fetch(put, { method: 'PUT', body: 'x', headers: { 'x-amz-meta-c': 'd' } })
    assert.equal(unsigned.status, 403)
    const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed é' }))
    assert.equal(await (await fetch(get)).text(), 'x')
    assert.equal((await fetch(get.replace('signed', 'other'))).status, 403)
    const form = new FormData()
    const { url, fields } = await createPresignedPost(s3, { Bucket, Key: 'form' })
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', new Blob(['through a form']))
    assert.equal((await fetch(url, { method: 'POST', body: form })).status, 204)
    form.set('X-Amz-Signature', '0'.repeat(64))
    const forged = await fetch(url, { method: 'POST', body: form })
    assert.deepEqual(
      [forged.status, /<Code>(.*?)</.exec(await forged.text())?.[1]],
      [403, 'SignatureDoesNotMatch'],
    )
  })

  it('takes addresses and forms in version 2, as boto3 makes them', async () => {
    const { firstKey } = server.lambent
    assert.ok(firstKey)
    const s3 = client()
    await s3.createBucket({ Bucket: 'legacy' })
    await s3.putObject({ Bucket: 'legacy', Key: 'a b', Body: 'old' })
    const sign = (text: string) => createHmac('sha1', firstKey.secretAccessKey).update(text).digest('base64')
    const presigned = (path: string, expires: number, resource: string) => {
      const signature = sign(`GET\n\n\n${expires}\n${resource}`)
      const query = new URLSearchParams({
        AWSAccessKeyId: firstKey.accessKeyId,
        Expires: String(expires),
        Signature: signature,
      })
      return fetch(`${server.endpoint}${path}${path.includes('?') ? '&' : '?'}${query}`)
    }
    const soon = Math.floor(Date.now() / 1000) + 60
    assert.equal(await (await presigned('/legacy/a%20b', soon, '/legacy/a%20b')).text(), 'old')
    const typed = await presigned(
      '/legacy/a%20b?response-content-type=x%2Fy',
      soon,
      '/legacy/a%20b?response-content-type=x/y',
    )
    assert.equal(typed.headers.get('content-type'), 'x/y')
    assert.equal((await presigned('/legacy/a%20b', soon, '/legacy/other')).status, 403)
    assert.equal((await presigned('/legacy/a%20b', soon - 120, '/legacy/a%20b')).status, 403)
    const policy = Buffer.from(
      JSON.stringify({
        expiration: new Date(soon * 1000).toISOString(),
        conditions: [{ bucket: 'legacy' }, { key: 'form' }],
      }),
    ).toString('base64')
    const form = new FormData()
    form.set('key', 'form')
    form.set('AWSAccessKeyId', firstKey.accessKeyId)
    form.set('policy', policy)
    form.set('signature', sign(policy))
    form.set('file', new Blob(['x']))
    const post = () => fetch(`${server.endpoint}/legacy`, { method: 'POST', body: form })
    assert.equal((await post()).status, 204)
    form.set('signature', sign('another'))
    assert.equal((await post()).status, 403)
  })

  it('refuses what is not', async () => {
    assert.deepEqual(await refused(client('wrong').listBuckets({})), ['SignatureDoesNotMatch', 403])
    assert.equal((await fetch(`${server.endpoint}/enforced/form`)).status, 403)
  })
})
