/** Buckets in host names, presigned addresses, forms, preflights and websites. Source: Amazon S3 User Guide and API reference, the chapters named. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, it } from 'node:test'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3 } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { testServer } from '../../support/server.ts'
import { freshBucket, openBucket, refused } from './room.ts'

const server = testServer()

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A request as it stands; `fetch` tidies paths up and chooses the host itself. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port: server.port, host: '127.0.0.1', method, path, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

async function publicRead(s3: S3, Bucket: string): Promise<void> {
  const Policy = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
    ],
  })
  await s3.putBucketPolicy({ Bucket, Policy })
}

describe('host names', () => {
  it('name buckets in every form that clients use', async () => {
    const { s3, Bucket } = await openBucket(server)
    await publicRead(s3, Bucket)
    await s3.putObject({ Bucket, Key: 'dir/a b', Body: 'hello' })
    for (const host of [
      `${Bucket}.s3.localhost:4566`,
      `${Bucket}.s3.us-east-1.localhost:4566`,
      `${Bucket}.s3.us-east-1.amazonaws.com`,
      `${Bucket}.s3-us-east-1.amazonaws.com`,
      `${Bucket}.s3.localhost.localstack.cloud:4566`,
    ]) {
      assert.equal((await send('GET', '/dir/a%20b', { host })).body, 'hello', host)
    }
    for (const host of ['localhost:4566', 's3.localhost:4566', 's3.us-east-1.localhost', '127.0.0.1']) {
      assert.equal((await send('GET', `/${Bucket}/dir/a%20b`, { host })).body, 'hello', host)
    }
    const missing = await send('GET', '/none', { host: `${Bucket}.s3.localhost` })
    // Who may not list is not told what is missing.
    assert.deepEqual([missing.status, /<Code>(.*?)</.exec(missing.body)?.[1]], [403, 'AccessDenied'])
  })
})

describe('presigned addresses', () => {
  it('get, put and delete within their time', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'k ü+', ContentType: 'text/x' }), {
      expiresIn: 60,
    })
    const stored = await fetch(put, {
      method: 'PUT',
      body: 'through the address',
      headers: { 'content-type': 'text/x' },
    })
    assert.equal(stored.status, 200, await stored.text())
    const get = await getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket,
        Key: 'k ü+',
        ResponseContentDisposition: 'attachment; filename="x"',
        ResponseContentType: 'a/b',
      }),
    )
    const got = await fetch(get)
    assert.equal(await got.text(), 'through the address')
    assert.equal(got.headers.get('content-disposition'), 'attachment; filename="x"')
    assert.equal(got.headers.get('content-type'), 'a/b')
    const gone = await fetch(await getSignedUrl(s3, new DeleteObjectCommand({ Bucket, Key: 'k ü+' })), {
      method: 'DELETE',
    })
    assert.equal(gone.status, 204)
    const tagged = await getSignedUrl(
      s3,
      new PutObjectCommand({ Bucket, Key: 't', Metadata: { a: 'b' }, Tagging: 'x=y' }),
      {
        unhoistableHeaders: new Set(),
      },
    )
    assert.equal((await fetch(tagged, { method: 'PUT', body: '' })).status, 200)
    assert.deepEqual((await s3.headObject({ Bucket, Key: 't' })).Metadata, { a: 'b' })
  })
})

describe('forms', () => {
  it('upload what their policy allows', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const { url, fields } = await createPresignedPost(s3, {
      Bucket,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder.
      Key: 'up/${filename}',
      Conditions: [
        ['content-length-range', 1, 100],
        ['starts-with', '$Content-Type', 'image/'],
        { 'x-amz-meta-who': 'me' },
      ],
      Fields: { 'x-amz-meta-who': 'me', success_action_status: '201' },
      Expires: 60,
    })
    const post = async (changes: Record<string, string> = {}, file = 'bytes') => {
      const form = new FormData()
      for (const [name, value] of Object.entries({ ...fields, 'Content-Type': 'image/png', ...changes }))
        form.set(name, value)
      form.set('file', new Blob([file]), 'cat.png')
      const answer = await fetch(url, { method: 'POST', body: form })
      return { status: answer.status, text: await answer.text(), headers: answer.headers }
    }
    const done = await post()
    assert.equal(done.status, 201, done.text)
    assert.match(
      done.text,
      new RegExp(
        `<PostResponse><Location>.*</Location><Bucket>${Bucket}</Bucket><Key>up/cat.png</Key><ETag>`,
      ),
    )
    const got = await s3.getObject({ Bucket, Key: 'up/cat.png' })
    assert.deepEqual(
      [await got.Body?.transformToString(), got.ContentType, got.Metadata],
      ['bytes', 'image/png', { who: 'me' }],
    )
    const code = ({ status, text }: { status: number; text: string }) => [
      status,
      /<Code>(.*?)</.exec(text)?.[1],
    ]
    assert.deepEqual(code(await post({}, 'x'.repeat(101))), [400, 'EntityTooLarge'])
    assert.deepEqual(code(await post({}, '')), [400, 'EntityTooSmall'])
    assert.deepEqual(code(await post({ 'Content-Type': 'text/plain' })), [403, 'AccessDenied'])
    assert.deepEqual(code(await post({ 'x-amz-meta-other': 'x' })), [403, 'AccessDenied'])
    assert.deepEqual(code(await post({ Policy: 'bm9uc2Vuc2U=' })), [400, 'InvalidPolicyDocument'])
    const elsewhere = await post({ success_action_status: '201', key: 'down/other' })
    assert.deepEqual(code(elsewhere), [403, 'AccessDenied'])
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 1)
  })

  it('know the file by its name in every field, keep when it expires, and ignore what follows it', async () => {
    const { s3, Bucket } = await freshBucket(server)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder.
    const name = '${filename}'
    const { url, fields: signed } = await createPresignedPost(s3, {
      Bucket,
      Key: `up/${name}`,
      Conditions: [
        ['starts-with', '$x-amz-meta-name', ''],
        ['starts-with', '$Expires', ''],
      ],
    })
    const fields = { ...signed, 'x-amz-meta-name': name, Expires: 'Wed, 01 Jan 2031 00:00:00 GMT' }
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) form.set(field, value)
    form.set('file', new Blob(['bytes']), 'cat.png')
    form.set('button', 'Send')
    form.set('x-amz-meta-late', 'no')
    const done = await fetch(url, { method: 'POST', body: form })
    assert.equal(done.status, 204, await done.text())
    const { Metadata, ExpiresString } = await s3.headObject({ Bucket, Key: 'up/cat.png' })
    assert.deepEqual([Metadata, ExpiresString], [{ name: 'cat.png' }, 'Wed, 01 Jan 2031 00:00:00 GMT'])
    const late = new FormData()
    late.set('file', new Blob(['bytes']), 'cat.png')
    for (const [field, value] of Object.entries(fields)) late.set(field, value)
    const answer = await fetch(url, { method: 'POST', body: late })
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /must contain a field named 'key'/)
  })

  it('are refused when they are none', async () => {
    const { Bucket } = await freshBucket(server)
    const answer = await send(
      'POST',
      `/${Bucket}`,
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x--\r\n',
    )
    assert.equal(answer.status, 400)
    const none = await send('POST', `/${Bucket}`, { 'content-type': 'multipart/form-data' }, 'x')
    assert.deepEqual([none.status, /<Code>(.*?)</.exec(none.body)?.[1]], [400, 'MalformedPOSTRequest'])
  })
})

describe('other origins', () => {
  it('are let in by rules, in preflights and in answers', async () => {
    const { s3, Bucket } = await openBucket(server)
    await publicRead(s3, Bucket)
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const preflight = (origin: string, method: string, headers = '') =>
      send('OPTIONS', `/${Bucket}/k`, {
        origin,
        'access-control-request-method': method,
        ...(headers === '' ? {} : { 'access-control-request-headers': headers }),
      })
    assert.equal((await preflight('https://a.example', 'GET')).status, 403)
    await s3.putBucketCors({
      Bucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: ['https://*.example'],
            AllowedMethods: ['GET', 'PUT'],
            AllowedHeaders: ['x-amz-*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 9,
          },
        ],
      },
    })
    const allowed = await preflight('https://a.example', 'PUT', 'X-Amz-Date')
    assert.equal(allowed.status, 200)
    assert.equal(allowed.headers['access-control-allow-origin'], 'https://a.example')
    assert.equal(allowed.headers['access-control-allow-methods'], 'GET, PUT')
    assert.equal(allowed.headers['access-control-allow-headers'], 'x-amz-date')
    assert.equal(allowed.headers['access-control-max-age'], '9')
    for (const [origin, method, headers] of [
      ['https://evil.test', 'GET', ''],
      ['https://a.example', 'DELETE', ''],
      ['https://a.example', 'GET', 'authorization'],
    ] as const) {
      assert.equal((await preflight(origin, method, headers)).status, 403)
    }
    const got = await send('GET', `/${Bucket}/k`, { origin: 'https://a.example' })
    assert.deepEqual([got.status, got.headers['access-control-expose-headers']], [200, 'ETag'])
    const failed = await send('GET', `/${Bucket}/none`, { origin: 'https://a.example' })
    assert.equal(failed.headers['access-control-allow-origin'], 'https://a.example')
    assert.equal((await send('GET', `/${Bucket}/k`)).headers['access-control-allow-origin'], undefined)
  })
})

describe('websites', () => {
  it('serve index and error documents, and redirect', async () => {
    const { s3, Bucket } = await openBucket(server)
    await publicRead(s3, Bucket)
    const host = `${Bucket}.s3-website.us-east-1.localhost:${server.port}`
    assert.match((await send('GET', '/', { host })).body, /NoSuchWebsiteConfiguration/)
    await s3.putBucketWebsite({
      Bucket,
      WebsiteConfiguration: {
        IndexDocument: { Suffix: 'index.html' },
        ErrorDocument: { Key: 'error.html' },
        RoutingRules: [
          {
            Condition: { KeyPrefixEquals: 'old/' },
            Redirect: { ReplaceKeyPrefixWith: 'new/', HttpRedirectCode: '302' },
          },
          {
            Condition: { KeyPrefixEquals: 'size/', HttpErrorCodeReturnedEquals: '404' },
            Redirect: {
              HostName: 'resize.example',
              ReplaceKeyPrefixWith: 'prod/resize?key=',
              HttpRedirectCode: '307',
            },
          },
          {
            Condition: { KeyPrefixEquals: 'app/' },
            Redirect: { HostName: 'app.example', ReplaceKeyPrefixWith: '#!/' },
          },
        ],
      },
    })
    await s3.putBucketPolicy({
      Bucket,
      Policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: ['s3:GetObject', 's3:ListBucket'],
            Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          },
        ],
      }),
    })
    await s3.putObject({ Bucket, Key: 'index.html', Body: 'root', ContentType: 'text/html' })
    await s3.putObject({ Bucket, Key: 'dir/index.html', Body: 'dir' })
    await s3.putObject({ Bucket, Key: 'error.html', Body: 'custom' })
    await s3.putObject({ Bucket, Key: 'moved', Body: '', WebsiteRedirectLocation: '/elsewhere' })
    const root = await send('GET', '/', { host })
    assert.deepEqual([root.status, root.body, root.headers['content-type']], [200, 'root', 'text/html'])
    assert.equal((await send('GET', '/dir/', { host })).body, 'dir')
    const folder = await send('GET', '/dir', { host })
    assert.deepEqual([folder.status, folder.headers.location], [302, '/dir/'])
    const missing = await send('GET', '/none', { host })
    assert.deepEqual([missing.status, missing.body], [404, 'custom'])
    const old = await send('GET', '/old/page', { host })
    assert.deepEqual([old.status, old.headers.location], [302, `http://${host}/new/page`])
    const resized = await send('GET', '/size/3x4/a%20cat.jpg', { host })
    assert.deepEqual(
      [resized.status, resized.headers.location],
      [307, 'http://resize.example/prod/resize?key=3x4/a%20cat.jpg'],
    )
    const app = await send('GET', '/app/orders/1', { host })
    assert.deepEqual([app.status, app.headers.location], [301, 'http://app.example/#!/orders/1'])
    const moved = await send('GET', '/moved', { host: `${Bucket}.s3-website-us-east-1.amazonaws.com` })
    assert.deepEqual([moved.status, moved.headers.location], [301, '/elsewhere'])
    assert.equal((await send('POST', '/', { host })).status, 405)
    // Other origins are let in as by the bucket's own address.
    const AllowedOrigins = ['https://a.example']
    await s3.putBucketCors({
      Bucket,
      CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins }] },
    })
    const allowed = async (method: string, path: string, origin: string) => {
      const asked = { host, origin, 'access-control-request-method': 'GET' }
      return (await send(method, path, asked)).headers['access-control-allow-origin']
    }
    assert.equal(await allowed('GET', '/', 'https://a.example'), 'https://a.example')
    assert.equal(await allowed('OPTIONS', '/dir/', 'https://a.example'), 'https://a.example')
    assert.equal(await allowed('GET', `/${Bucket}/x`, 'https://b.example'), undefined)
    // Who may read and not list is told 403 of what is missing; a folder leads to its index all the same.
    await s3.putBucketPolicy({
      Bucket,
      Policy: JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
        ],
      }),
    })
    const unlisted = await send('GET', '/dir', { host })
    assert.deepEqual([unlisted.status, unlisted.headers.location], [302, '/dir/'])
    assert.equal((await send('GET', '/none', { host })).status, 403)
    const rules = (count: number, HttpRedirectCode?: string) => ({
      Bucket,
      WebsiteConfiguration: {
        IndexDocument: { Suffix: 'index.html' },
        RoutingRules: Array.from({ length: count }, () => ({
          Redirect: { HostName: 'other', ...(HttpRedirectCode === undefined ? {} : { HttpRedirectCode }) },
        })),
      },
    })
    await s3.putBucketWebsite(rules(50))
    assert.deepEqual(await refused(s3.putBucketWebsite(rules(51))), ['InvalidRequest', 400])
    assert.deepEqual(await refused(s3.putBucketWebsite(rules(1, '300'))), ['InvalidArgument', 400])
  })
})

describe('uploads that go wrong', () => {
  it('leave nothing', async () => {
    const { s3, Bucket } = await openBucket(server)
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        },
      ],
    })
    await s3.putBucketPolicy({ Bucket, Policy })
    await new Promise<void>((resolve) => {
      const sent = request({
        port: server.port,
        host: '127.0.0.1',
        method: 'PUT',
        path: `/${Bucket}/half`,
        headers: { 'content-length': '500000' },
        agent: false,
      })
      sent.on('error', () => {})
      sent.on('close', () => resolve())
      sent.write('x'.repeat(100_000), () => sent.destroy())
    })
    const code = async (headers: Record<string, string>, body: string) => {
      const answer = await send('PUT', `/${Bucket}/bad`, headers, body)
      return [answer.status, /<Code>(.*?)</.exec(answer.body)?.[1]]
    }
    const chunked = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    }
    assert.deepEqual(
      await code(
        { ...chunked, 'x-amz-decoded-content-length': '5' },
        '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      ),
      [400, 'BadDigest'],
    )
    assert.deepEqual(
      await code(
        { ...chunked, 'x-amz-decoded-content-length': '9' },
        '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      ),
      [400, 'IncompleteBody'],
    )
    assert.deepEqual(await code({ ...chunked, 'x-amz-decoded-content-length': '5' }, '5\r\nhel'), [
      400,
      'IncompleteBody',
    ])
    assert.deepEqual(await code({ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'hello'), [400, 'BadDigest'])
    assert.deepEqual(await code({ 'transfer-encoding': 'chunked' }, 'hello'), [411, 'MissingContentLength'])
    assert.deepEqual((await send('PUT', `/${Bucket}/%ff`, {}, '')).status, 400)
    assert.deepEqual((await send('GET', `/${Bucket}?list-type=2&max-keys=x`)).status, 400)
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
    assert.deepEqual(
      await code(
        { ...chunked, 'x-amz-decoded-content-length': '5' },
        '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      ),
      [200, undefined],
    )
  })
})
