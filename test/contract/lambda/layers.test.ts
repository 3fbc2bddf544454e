import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { makeFunction, newAccount, refused } from './support.ts'

const server = testServer()
const content = (text: string) => ({ ZipFile: zipOf({ 'python/tool.py': `value = ${text}\n` }) })

describe('layers', () => {
  it('are published, found, listed by what they fit, and deleted', async () => {
    const { id, lambda } = newAccount(server)
    const layerArn = `arn:aws:lambda:us-east-1:${id}:layer:tool`
    const zip = content('1')
    const { $metadata, CreatedDate, Content, ...made } = await lambda.publishLayerVersion({
      LayerName: 'tool',
      Content: zip,
      Description: 'A tool',
      LicenseInfo: 'MIT',
      CompatibleRuntimes: ['python3.13'],
      CompatibleArchitectures: ['x86_64'],
    })
    assert.equal($metadata.httpStatusCode, 201)
    assert.match(CreatedDate ?? '', /\+0000$/)
    assert.deepEqual(made, {
      LayerArn: layerArn,
      LayerVersionArn: `${layerArn}:1`,
      Version: 1,
      Description: 'A tool',
      LicenseInfo: 'MIT',
      CompatibleRuntimes: ['python3.13'],
      CompatibleArchitectures: ['x86_64'],
    })
    assert.equal(Content?.CodeSize, zip.ZipFile.length)
    assert.equal(Content?.CodeSha256, createHash('sha256').update(zip.ZipFile).digest('base64'))
    const downloaded = await (await fetch(Content?.Location ?? '')).arrayBuffer()
    assert.deepEqual(new Uint8Array(downloaded), new Uint8Array(zip.ZipFile))
    await lambda.publishLayerVersion({ LayerName: layerArn, Content: content('2') })
    await lambda.publishLayerVersion({ LayerName: 'other', Content: content('3') })
    const names = async (filter: object) =>
      (await lambda.listLayers(filter)).Layers?.map(
        ({ LayerName, LatestMatchingVersion }) => `${LayerName}:${LatestMatchingVersion?.Version}`,
      )
    assert.deepEqual(await names({}), ['other:1', 'tool:2'])
    assert.deepEqual(await names({ CompatibleRuntime: 'python3.13' }), ['tool:1'])
    assert.deepEqual(await names({ CompatibleArchitecture: 'arm64' }), [])
    const first = await lambda.listLayerVersions({ LayerName: 'tool', MaxItems: 1 })
    const rest = await lambda.listLayerVersions({ LayerName: 'tool', Marker: first.NextMarker })
    assert.deepEqual([first.LayerVersions?.[0]?.Version, rest.LayerVersions?.[0]?.Version], [2, 1])
    assert.equal((await lambda.getLayerVersionByArn({ Arn: `${layerArn}:2` })).Version, 2)
    await lambda.deleteLayerVersion({ LayerName: 'tool', VersionNumber: 2 })
    await lambda.deleteLayerVersion({ LayerName: 'tool', VersionNumber: 2 })
    assert.deepEqual(await names({}), ['other:1', 'tool:1'])
    const again = await lambda.publishLayerVersion({ LayerName: 'tool', Content: content('4') })
    assert.equal(again.Version, 3)
    const absent = 'The resource you requested does not exist.'
    await refused(
      lambda.getLayerVersion({ LayerName: 'tool', VersionNumber: 2 }),
      'ResourceNotFoundException',
      absent,
    )
    await refused(
      lambda.getLayerVersion({ LayerName: 'tool', VersionNumber: 0 }),
      'InvalidParameterValueException',
      'Layer Version Cannot be less than 1',
    )
  })

  it('are used by functions, which keep them', async () => {
    const account = newAccount(server)
    const { lambda, id } = account
    const arns: string[] = []
    for (const name of ['a', 'b', 'b', 'c', 'd', 'e', 'f']) {
      const { LayerVersionArn = '' } = await lambda.publishLayerVersion({
        LayerName: name,
        Content: content('1'),
      })
      arns.push(LayerVersionArn)
    }
    const [a = '', b1 = '', b2 = '', c = '', d = '', e = '', f = ''] = arns
    const invalid = 'InvalidParameterValueException'
    await refused(
      makeFunction(account, 'f', { Layers: [a, b1, b2] }),
      invalid,
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${b1} and ${b2} are versions of the same layer.`,
    )
    await refused(
      makeFunction(account, 'f', { Layers: [a, b1, c, d, e, f] }),
      invalid,
      'Cannot reference more than 5 layers.',
    )
    await refused(
      makeFunction(account, 'f', { Layers: [`${a}9`] }),
      invalid,
      `Layer version ${a}9 does not exist.`,
    )
    await refused(
      makeFunction(account, 'f', { Layers: [a.replace('us-east-1', 'us-west-2')] }),
      invalid,
      'Layers are not in the same region as the function. Layers are expected to be in region us-east-1.',
    )
    await makeFunction(account, 'f', { Layers: [b1, a] })
    await lambda.deleteLayerVersion({ LayerName: 'a', VersionNumber: 1 })
    const { Layers } = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    assert.deepEqual(
      Layers?.map(({ Arn }) => Arn),
      [b1, a],
    )
    assert.ok(Layers?.every(({ CodeSize }) => (CodeSize ?? 0) > 0))
    assert.match(id, /^\d{12}$/)
  })

  it('are shared with other accounts by their policy', async () => {
    const owner = newAccount(server)
    const friend = newAccount(server)
    const { LayerVersionArn: arn = '' } = await owner.lambda.publishLayerVersion({
      LayerName: 'tool',
      Content: content('1'),
    })
    const version = { LayerName: 'tool', VersionNumber: 1 }
    const denied = `User: arn:aws:iam::${friend.id}:root is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`
    await refused(friend.lambda.getLayerVersionByArn({ Arn: arn }), 'AccessDeniedException', denied)
    await refused(makeFunction(friend, 'f', { Layers: [arn] }), 'AccessDeniedException', denied)
    await refused(
      owner.lambda.getLayerVersionPolicy(version),
      'ResourceNotFoundException',
      'No policy is associated with the given resource.',
    )
    const add = (more: object = {}) =>
      owner.lambda.addLayerVersionPermission({
        ...version,
        StatementId: 'friend',
        Action: 'lambda:GetLayerVersion',
        Principal: friend.id,
        ...more,
      })
    const { Statement, RevisionId } = await add()
    assert.deepEqual(JSON.parse(Statement ?? ''), {
      Sid: 'friend',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${friend.id}:root` },
      Action: 'lambda:GetLayerVersion',
      Resource: arn,
    })
    await refused(
      add(),
      'ResourceConflictException',
      'The statement id (friend) provided already exists. Please provide a new statement id, or remove the existing statement.',
    )
    await refused(
      add({ StatementId: 'x', RevisionId: 'x' }),
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id',
    )
    assert.equal((await owner.lambda.getLayerVersionPolicy(version)).RevisionId, RevisionId)
    await makeFunction(friend, 'f', { Layers: [arn] })
    await refused(
      owner.lambda.removeLayerVersionPermission({ ...version, StatementId: 'x' }),
      'ResourceNotFoundException',
      'Statement x is not found in resource policy.',
    )
    await owner.lambda.removeLayerVersionPermission({ ...version, StatementId: 'friend' })
    await refused(friend.lambda.getLayerVersionByArn({ Arn: arn }), 'AccessDeniedException')
    await refused(
      owner.lambda.getLayerVersionPolicy({ LayerName: 'tool', VersionNumber: 2 }),
      'ResourceNotFoundException',
      `Layer version ${arn.replace(/1$/, '2')} does not exist.`,
    )
  })
})
