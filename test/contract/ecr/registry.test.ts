/** A registry's own door, as docker, crane and skopeo speak to it: plain HTTP, in their order. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import { IAM } from '@aws-sdk/client-iam'
import { buildImage } from '../../support/images/make-image.ts'
import { locationOf, pushLikeDocker } from '../../support/images/push-image.ts'
import { testServer } from '../../support/server.ts'
import { digestOf, imageOf, indexOf } from './support.ts'

const server = testServer()
const account = '210000000010'
const registry = `${account}.dkr.ecr.us-east-1.amazonaws.com`
const door = () => `${server.endpoint}/v2/${registry}`
const ecr = () => new ECR(server.config({ account }))
const image = (body: string) =>
  buildImage({ layers: [{ entries: [{ path: 'file', body }], compression: 'gzip' }] })

async function errorOf(answer: Response): Promise<{ code: string; message: string }> {
  const { errors } = (await answer.json()) as { errors: Array<{ code: string; message: string }> }
  return errors[0] ?? { code: '', message: '' }
}

/** A request by host name: fetch would have to resolve it. */
function byHost(host: string, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, headers: { host } }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.on('end', () => resolve({ status: answer.statusCode, body }))
    })
    asked.on('error', reject).end()
  })
}

describe('the door of a registry', () => {
  it('takes what docker pushes, and gives it back', async () => {
    await ecr().createRepository({ repositoryName: 'team/app' })
    const ping = await fetch(`${server.endpoint}/v2/`)
    assert.deepEqual(
      [ping.status, ping.headers.get('docker-distribution-api-version')],
      [200, 'registry/2.0'],
    )
    const built = image('first')
    await pushLikeDocker(`${door()}/team/app`, 'v1', built)
    // Pushed again it is there already.
    await pushLikeDocker(`${door()}/team/app`, 'v1', built)

    const { mediaType, digest } = built.manifest
    const head = await fetch(`${door()}/team/app/manifests/v1`, {
      method: 'HEAD',
      headers: { accept: mediaType },
    })
    assert.equal(head.status, 200)
    assert.equal(head.headers.get('docker-content-digest'), digest)
    assert.equal(head.headers.get('content-type'), mediaType)
    assert.equal(head.headers.get('content-length'), String(built.blobs.get(digest)?.length))
    const manifest = await fetch(`${door()}/team/app/manifests/${digest}`)
    const text = await manifest.text()
    assert.equal(digestOf(text), digest)
    const { layers } = JSON.parse(text) as { layers: Array<{ digest: string; size: number }> }
    const [layer] = layers
    const blob = await fetch(`${door()}/team/app/blobs/${layer?.digest}`)
    assert.equal(blob.headers.get('content-length'), String(layer?.size))
    assert.equal(digestOf(new Uint8Array(await blob.arrayBuffer())), layer?.digest)
    const part = await fetch(`${door()}/team/app/blobs/${layer?.digest}`, { headers: { range: 'bytes=2-5' } })
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 2-5/${layer?.size}`])
    assert.equal((await part.arrayBuffer()).byteLength, 4)

    // The API sees the same.
    const { imageDetails: [detail] = [] } = await ecr().describeImages({ repositoryName: 'team/app' })
    assert.deepEqual([detail?.imageDigest, detail?.imageTags], [digest, ['v1']])
    assert.ok(detail?.lastRecordedPullTime)
    const { downloadUrl = '' } = await ecr().getDownloadUrlForLayer({
      repositoryName: 'team/app',
      layerDigest: layer?.digest,
    })
    assert.equal(digestOf(new Uint8Array(await (await fetch(downloadUrl)).arrayBuffer())), layer?.digest)

    // By host name, at any domain.
    for (const host of [registry, `${account}.dkr.ecr.us-east-1.localhost:${server.port}`]) {
      const { status, body } = await byHost(host, '/v2/team/app/tags/list')
      assert.deepEqual([status, JSON.parse(body)], [200, { name: 'team/app', tags: ['v1'] }])
    }
  })

  it('takes blobs in chunks, whole, and from other repositories', async () => {
    for (const repositoryName of ['chunks', 'mounted']) await ecr().createRepository({ repositoryName })
    const bytes = Buffer.from('0123456789')
    const begin = async () => locationOf(await fetch(`${door()}/chunks/blobs/uploads/`, { method: 'POST' }))
    const at = await begin()
    const patch = (body: string, range: string) =>
      fetch(at, { method: 'PATCH', headers: { 'content-range': range }, body })
    assert.equal((await patch('0123', '0-3')).status, 202)
    const wrong = await patch('0123', '0-3')
    assert.deepEqual([wrong.status, (await errorOf(wrong)).code], [416, 'BLOB_UPLOAD_INVALID'])
    assert.equal((await fetch(at)).headers.get('range'), '0-3')
    at.searchParams.set('digest', digestOf(bytes))
    assert.equal((await fetch(at, { method: 'PUT', body: '456789' })).status, 201)
    assert.equal((await fetch(at)).status, 404)

    const whole = await fetch(`${door()}/chunks/blobs/uploads/?digest=${digestOf('whole')}`, {
      method: 'POST',
      body: 'whole',
    })
    assert.equal(whole.status, 201)
    const empty = await fetch(`${door()}/chunks/blobs/uploads/?digest=${digestOf('')}`, { method: 'POST' })
    assert.equal(empty.status, 201)
    assert.equal(await (await fetch(`${door()}/chunks/blobs/${digestOf('')}`)).text(), '')

    const bad = await begin()
    bad.searchParams.set('digest', digestOf('other'))
    const refused = await fetch(bad, { method: 'PUT', body: 'this' })
    assert.deepEqual([refused.status, (await errorOf(refused)).code], [400, 'DIGEST_INVALID'])
    const given = await begin()
    assert.equal((await fetch(given, { method: 'DELETE' })).status, 204)
    assert.equal((await fetch(given, { method: 'PATCH', body: 'x' })).status, 404)

    const mount = (from: string, digest: string) =>
      fetch(`${door()}/mounted/blobs/uploads/?mount=${digest}&from=${from}`, { method: 'POST' })
    assert.equal((await mount('chunks', digestOf(bytes))).status, 201)
    assert.equal((await mount(`${registry}/chunks`, digestOf('whole'))).status, 201)
    assert.equal((await mount('chunks', digestOf('none'))).status, 202)
    assert.equal((await mount('nowhere', digestOf('none'))).status, 202)
    assert.equal(await (await fetch(`${door()}/mounted/blobs/${digestOf(bytes)}`)).text(), '0123456789')
  })

  it('lists tags page after page, and what says something of an image', async () => {
    await ecr().createRepository({ repositoryName: 'lists' })
    const at = `${door()}/lists`
    const built = image('listed')
    for (const tag of ['a', 'b', 'c']) await pushLikeDocker(at, tag, built)
    const first = await fetch(`${at}/tags/list?n=2`)
    assert.deepEqual(((await first.json()) as { tags: string[] }).tags, ['a', 'b'])
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const rest = await fetch(new URL(next, server.endpoint))
    assert.deepEqual(((await rest.json()) as { tags: string[] }).tags, ['c'])
    assert.equal(rest.headers.get('link'), null)

    const { digest, mediaType } = built.manifest
    const index = indexOf(digest)
    const put = (manifest: string, type = 'application/vnd.oci.image.index.v1+json') =>
      fetch(`${at}/manifests/${digestOf(manifest)}`, {
        method: 'PUT',
        headers: { 'content-type': type },
        body: manifest,
      })
    const subject = { mediaType, digest, size: built.manifest.size }
    const about = JSON.stringify({ ...JSON.parse(index.manifest), artifactType: 'text/notes', subject })
    const answer = await put(about)
    assert.deepEqual([answer.status, answer.headers.get('oci-subject')], [201, digest])
    const referrers = await fetch(`${at}/referrers/${digest}?artifactType=text/notes`)
    const { manifests } = (await referrers.json()) as { manifests: object[] }
    assert.deepEqual(manifests, [
      {
        mediaType: 'application/vnd.oci.image.index.v1+json',
        digest: digestOf(about),
        size: about.length,
        artifactType: 'text/notes',
      },
    ])
    assert.equal((await fetch(`${at}/manifests/${digestOf(about)}`, { method: 'DELETE' })).status, 202)
    assert.equal((await fetch(`${at}/manifests/a`, { method: 'DELETE' })).status, 202)
    assert.equal((await fetch(`${at}/manifests/a`)).status, 404)
  })

  it('refuses in the words that clients print', async () => {
    const client = ecr()
    await client.createRepository({ repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' })
    const refused = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${door()}/${path}`, init)
      return { status: answer.status, ...(await errorOf(answer)) }
    }
    const put = (body: string, type = 'application/vnd.oci.image.manifest.v1+json') => ({
      method: 'PUT',
      body,
      headers: { 'content-type': type },
    })
    assert.deepEqual(await refused('none/manifests/v1'), {
      status: 404,
      code: 'NAME_UNKNOWN',
      message: `The repository with name 'none' does not exist in the registry with id '${account}'`,
    })
    assert.equal((await refused('fixed/manifests/none')).code, 'MANIFEST_UNKNOWN')
    assert.equal((await refused(`fixed/blobs/${digestOf('none')}`)).code, 'BLOB_UNKNOWN')
    assert.equal((await refused('fixed/manifests/v1', put('{'))).code, 'MANIFEST_INVALID')
    assert.equal((await refused('fixed/manifests/-v', put('{'))).code, 'TAG_INVALID')
    assert.equal(
      (await refused('fixed/manifests/v1', put(imageOf('x').manifest))).code,
      'MANIFEST_BLOB_UNKNOWN',
    )
    assert.equal(
      (await refused(`fixed/manifests/${digestOf('x')}`, put(imageOf('x').manifest))).code,
      'DIGEST_INVALID',
    )
    assert.equal((await refused('fixed/manifests/v1', put('x'.repeat(4 * 1024 * 1024 + 1)))).status, 413)
    assert.equal((await refused('Fixed/manifests/v1')).status, 404)
    assert.equal((await refused('fixed/%zz')).status, 404)
    assert.equal((await refused('fixed/manifests/v1', { method: 'POST' })).status, 405)
    await pushLikeDocker(`${door()}/fixed`, 'v1', image('one'))
    const moved = image('two')
    await pushLikeDocker(`${door()}/fixed`, 'v2', moved)
    const { digest, mediaType } = moved.manifest
    assert.deepEqual(await refused('fixed/manifests/v1', put(String(moved.blobs.get(digest)), mediaType)), {
      status: 400,
      code: 'TAG_INVALID',
      message:
        "The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the repository is immutable.",
    })
  })
})

describe('the door of a registry where identities are verified', () => {
  const strict = testServer({ identity: 'enforce' })

  it('lets in who has a token, to what policies allow', async () => {
    const { firstKey } = strict.lambent
    assert.ok(firstKey)
    const config = { ...strict.config(), credentials: firstKey }
    const client = new ECR(config)
    const iam = new IAM(config)
    await client.createRepository({ repositoryName: 'closed' })
    const at = `${strict.endpoint}/v2/000000000000.dkr.ecr.us-east-1.amazonaws.com/closed`
    const nobody = await fetch(`${strict.endpoint}/v2/`)
    assert.equal(nobody.status, 401)
    assert.match(
      nobody.headers.get('www-authenticate') ?? '',
      /^Basic realm="http:\/\/.+\/",service="ecr.amazonaws.com"$/,
    )
    assert.equal(
      (await fetch(`${at}/tags/list`, { headers: { authorization: 'Basic QVdTOng=' } })).status,
      401,
    )

    const loginOf = async (ecr: ECR) => {
      const { authorizationData: [data] = [] } = await ecr.getAuthorizationToken({})
      return { authorization: `Basic ${data?.authorizationToken}` }
    }
    const headers = await loginOf(client)
    assert.equal((await fetch(`${strict.endpoint}/v2/`, { headers })).status, 200)
    await pushLikeDocker(at, 'v1', image('closed'), headers)

    await iam.createUser({ UserName: 'reader' })
    await iam.putUserPolicy({
      UserName: 'reader',
      PolicyName: 'read',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', 'ecr:ListImages'], Resource: '*' },
        ],
      }),
    })
    const { AccessKey } = await iam.createAccessKey({ UserName: 'reader' })
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }
    const reader = await loginOf(new ECR({ ...config, credentials }))
    assert.equal((await fetch(`${at}/tags/list`, { headers: reader })).status, 200)
    const denied = await fetch(`${at}/manifests/v1`, { headers: reader })
    assert.equal(denied.status, 403)
    const { code, message } = await errorOf(denied)
    assert.equal(code, 'DENIED')
    assert.match(
      message,
      /^User: arn:aws:iam::000000000000:user\/reader is not authorized to perform: ecr:BatchGetImage /,
    )
  })
})
