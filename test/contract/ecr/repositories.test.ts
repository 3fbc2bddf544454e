import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { pushImage } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const account = '210000000001'
const other = '210000000002'
const ecr = () => new ECR(server.config({ account }))
const place = (name: string) => `'${name}' does not exist in the registry with id '${account}'`

describe('repositories', () => {
  it('are created, described page after page, and deleted', async () => {
    const client = ecr()
    const { repository } = await client.createRepository({
      repositoryName: 'team/app',
      tags: [{ Key: 'Stage', Value: 'test' }],
    })
    assert.deepEqual(
      { ...repository, createdAt: repository?.createdAt?.getTime() },
      {
        repositoryArn: `arn:aws:ecr:us-east-1:${account}:repository/team/app`,
        registryId: account,
        repositoryName: 'team/app',
        repositoryUri: `${account}.dkr.ecr.us-east-1.localhost:${server.port}/team/app`,
        createdAt: clock.now(),
        imageTagMutability: 'MUTABLE',
        imageScanningConfiguration: { scanOnPush: false },
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
    )
    await assert.rejects(client.createRepository({ repositoryName: 'team/app' }), {
      name: 'RepositoryAlreadyExistsException',
      message: `The repository with name 'team/app' already exists in the registry with id '${account}'`,
    })
    await client.createRepository({ repositoryName: 'base' })
    const first = await client.describeRepositories({ maxResults: 1 })
    assert.deepEqual(
      first.repositories?.map(({ repositoryName }) => repositoryName),
      ['base'],
    )
    const rest = await client.describeRepositories({ nextToken: first.nextToken })
    assert.deepEqual(
      rest.repositories?.map(({ repositoryName }) => repositoryName),
      ['team/app'],
    )
    assert.equal(rest.nextToken, undefined)
    await client.deleteRepository({ repositoryName: 'base' })
    await assert.rejects(client.describeRepositories({ repositoryNames: ['team/app', 'base'] }), {
      name: 'RepositoryNotFoundException',
      message: `The repository with name ${place('base')}`,
    })
    await assert.rejects(client.deleteRepository({ repositoryName: 'base' }), {
      name: 'RepositoryNotFoundException',
    })
  })

  it('have names that are refused where they are none', async () => {
    for (const repositoryName of ['Team/App', 'a', '-x', 'a//b', `a${'b'.repeat(256)}`])
      await assert.rejects(ecr().createRepository({ repositoryName }), (error: Error) => {
        assert.equal(error.name, 'InvalidParameterException')
        assert.match(error.message, /^Invalid parameter at 'repositoryName' failed to satisfy constraint: '/)
        return true
      })
  })

  it('have tags, and settings that may be changed', async () => {
    const client = ecr()
    const name = { repositoryName: 'settings' }
    const { repository: { repositoryArn: resourceArn } = {} } = await client.createRepository({
      ...name,
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev*' }],
    })
    await client.tagResource({
      resourceArn,
      tags: [
        { Key: 'A', Value: '1' },
        { Key: 'B', Value: '2' },
      ],
    })
    await client.untagResource({ resourceArn, tagKeys: ['A'] })
    assert.deepEqual((await client.listTagsForResource({ resourceArn })).tags, [{ Key: 'B', Value: '2' }])
    await client.putImageScanningConfiguration({ ...name, imageScanningConfiguration: { scanOnPush: true } })
    await client.putImageTagMutability({ ...name, imageTagMutability: 'IMMUTABLE' })
    const { repositories: [found] = [] } = await client.describeRepositories({
      repositoryNames: ['settings'],
    })
    assert.equal(found?.imageTagMutability, 'IMMUTABLE')
    assert.equal(found.imageTagMutabilityExclusionFilters, undefined)
    assert.deepEqual(found.imageScanningConfiguration, { scanOnPush: true })
    await assert.rejects(
      client.putImageTagMutability({ ...name, imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' }),
      { name: 'InvalidParameterException' },
    )
    await assert.rejects(client.listTagsForResource({ resourceArn: 'arn:aws:sqs:us-east-1:1:x' }), {
      name: 'InvalidParameterException',
    })
  })

  it('have policies, by which other accounts come in', async () => {
    const client = ecr()
    const stranger = new ECR(server.config({ account: other }))
    const name = { repositoryName: 'shared' }
    await client.createRepository(name)
    await assert.rejects(client.getRepositoryPolicy(name), {
      name: 'RepositoryPolicyNotFoundException',
      message: `Repository policy does not exist for the repository with name 'shared' in the registry with id '${account}'`,
    })
    await assert.rejects(stranger.listImages({ ...name, registryId: account }), {
      name: 'AccessDeniedException',
    })
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${other}:root` },
      Action: 'ecr:ListImages',
    }
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await client.setRepositoryPolicy({ ...name, policyText })
    assert.equal((await client.getRepositoryPolicy(name)).policyText, policyText)
    assert.deepEqual((await stranger.listImages({ ...name, registryId: account })).imageIds, [])
    await assert.rejects(stranger.deleteRepository({ ...name, registryId: account }), {
      name: 'AccessDeniedException',
    })
    for (const bad of ['{', JSON.stringify({ Statement: [{ ...statement, Resource: '*' }] })])
      await assert.rejects(client.setRepositoryPolicy({ ...name, policyText: bad }), {
        name: 'InvalidParameterException',
        message:
          "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
      })
    assert.equal((await client.deleteRepositoryPolicy(name)).policyText, policyText)
    await assert.rejects(stranger.listImages({ ...name, registryId: account }))
  })

  it('lose old images by their lifecycle policy', async () => {
    const client = ecr()
    const name = { repositoryName: 'aging' }
    await client.createRepository(name)
    await assert.rejects(client.getLifecyclePolicy(name), { name: 'LifecyclePolicyNotFoundException' })
    const lifecyclePolicyText = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          description: 'the last of the builds that are not tagged',
          selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 },
          action: { type: 'expire' },
        },
      ],
    })
    await client.putLifecyclePolicy({ ...name, lifecyclePolicyText })
    assert.equal((await client.getLifecyclePolicy(name)).lifecyclePolicyText, lifecyclePolicyText)
    const first = await pushImage(client, 'aging', 'one')
    await clock.advance(60_000, () => server.lambent.idle())
    const second = await pushImage(client, 'aging', 'two')
    await pushImage(client, 'aging', 'three', 'latest')
    await client.startLifecyclePolicyPreview(name)
    const preview = await client.getLifecyclePolicyPreview(name)
    assert.equal(preview.status, 'COMPLETE')
    assert.deepEqual(
      preview.previewResults?.map(({ imageDigest, appliedRulePriority }) => [
        imageDigest,
        appliedRulePriority,
      ]),
      [[first, 1]],
    )
    assert.equal((await client.listImages(name)).imageIds?.length, 3)
    await clock.advance(24 * 3_600_000, () => server.lambent.idle())
    assert.equal((await client.getLifecyclePolicy(name)).lastEvaluatedAt?.getTime(), clock.now() - 60_000)
    const { imageIds = [] } = await client.listImages({ ...name, filter: { tagStatus: 'UNTAGGED' } })
    assert.deepEqual(imageIds, [{ imageDigest: second }])
    await assert.rejects(
      client.putLifecyclePolicy({
        ...name,
        lifecyclePolicyText: JSON.stringify({ rules: [], pad: 'x'.repeat(100) }),
      }),
      /Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: /,
    )
    await client.deleteLifecyclePolicy(name)
  })

  it('belong to a registry, which answers for itself', async () => {
    const client = ecr()
    assert.deepEqual((await client.describeRegistry({})).replicationConfiguration, { rules: [] })
    const { authorizationData: [data] = [] } = await client.getAuthorizationToken({})
    assert.match(Buffer.from(data?.authorizationToken ?? '', 'base64').toString(), /^AWS:\w+$/)
    assert.equal(data?.expiresAt?.getTime(), clock.now() + 12 * 3_600_000)
    assert.equal(data?.proxyEndpoint, `http://${account}.dkr.ecr.us-east-1.localhost:${server.port}`)
    await assert.rejects(client.describePullThroughCacheRules({}), { name: 'NotImplemented' })
  })
})
