import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'

const server = testServer()
let accounts = 600_000_000_000

function fresh() {
  const account = String(accounts++)
  return { account, ssm: new SSM(server.config({ account })) }
}

describe('tags of parameters', () => {
  it('are added, overwritten, removed and listed', async () => {
    const { ssm } = fresh()
    await ssm.putParameter({ Name: '/t', Value: 'v', Type: 'String', Tags: [{ Key: 'a', Value: '1' }] })
    const resource = { ResourceType: 'Parameter', ResourceId: '/t' } as const
    await ssm.addTagsToResource({
      ...resource,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '' },
      ],
    })
    await ssm.removeTagsFromResource({ ...resource, TagKeys: ['absent'] })
    assert.deepEqual((await ssm.listTagsForResource(resource)).TagList, [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ])
    await ssm.removeTagsFromResource({ ...resource, TagKeys: ['a', 'b'] })
    assert.deepEqual((await ssm.listTagsForResource(resource)).TagList, [])
    assert.equal((await ssm.getParameter({ Name: '/t' })).Parameter?.Version, 1)
  })

  it('belong to a resource that is there', async () => {
    const { ssm } = fresh()
    const Tags = [{ Key: 'k', Value: 'v' }]
    for (const ResourceType of ['Parameter', 'Document'] as const) {
      const resource = { ResourceType, ResourceId: '/none' }
      for (const call of [
        () => ssm.addTagsToResource({ ...resource, Tags }),
        () => ssm.removeTagsFromResource({ ...resource, TagKeys: ['k'] }),
        () => ssm.listTagsForResource(resource),
      ]) {
        await assert.rejects(call, { name: 'InvalidResourceId' })
      }
    }
  })

  it('are at most fifty', async () => {
    const { ssm } = fresh()
    await ssm.putParameter({ Name: '/t', Value: 'v', Type: 'String' })
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
    await assert.rejects(ssm.addTagsToResource({ ResourceType: 'Parameter', ResourceId: '/t', Tags }), {
      name: 'TooManyTagsError',
    })
  })
})

describe('resource policies of parameters', () => {
  it('are put, replaced by id and hash, listed and deleted', async () => {
    const { ssm, account } = fresh()
    await ssm.putParameter({ Name: '/r/p', Value: 'v', Type: 'String', Tier: 'Advanced' })
    const ResourceArn = `arn:aws:ssm:us-east-1:${account}:parameter/r/p`
    const policy = (action: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Action: action }] })
    const first = await ssm.putResourcePolicy({ ResourceArn, Policy: policy('ssm:GetParameter') })
    const { PolicyId, PolicyHash } = first
    const changed = { ResourceArn, PolicyId, Policy: policy('ssm:GetParameters') }
    await assert.rejects(ssm.putResourcePolicy({ ...changed, PolicyHash: 'old' }), {
      name: 'ResourcePolicyConflictException',
    })
    const second = await ssm.putResourcePolicy({ ...changed, PolicyHash })
    assert.equal(second.PolicyId, PolicyId)
    assert.notEqual(second.PolicyHash, PolicyHash)
    const { Policies } = await ssm.getResourcePolicies({ ResourceArn })
    assert.deepEqual(Policies, [{ PolicyId, PolicyHash: second.PolicyHash, Policy: changed.Policy }])
    await assert.rejects(ssm.deleteResourcePolicy({ ResourceArn, PolicyId: 'x', PolicyHash: 'y' }), {
      name: 'ResourcePolicyNotFoundException',
    })
    await ssm.deleteResourcePolicy({ ResourceArn, PolicyId, PolicyHash: second.PolicyHash })
    assert.deepEqual((await ssm.getResourcePolicies({ ResourceArn })).Policies, [])
  })

  it('go with their parameter', async () => {
    const { ssm, account } = fresh()
    const ResourceArn = `arn:aws:ssm:us-east-1:${account}:parameter/p`
    const put = () => ssm.putParameter({ Name: 'p', Value: 'v', Type: 'String', Tier: 'Advanced' })
    await put()
    await ssm.putResourcePolicy({ ResourceArn, Policy: '{"Statement":[]}' })
    await ssm.deleteParameter({ Name: 'p' })
    await assert.rejects(ssm.getResourcePolicies({ ResourceArn }), { name: 'ResourceNotFoundException' })
    await put()
    assert.deepEqual((await ssm.getResourcePolicies({ ResourceArn })).Policies, [])
  })

  it('need an advanced parameter and a document', async () => {
    const { ssm, account } = fresh()
    const home = `arn:aws:ssm:us-east-1:${account}`
    await ssm.putParameter({ Name: 'std', Value: 'v', Type: 'String' })
    await ssm.putParameter({ Name: 'adv', Value: 'v', Type: 'String', Tier: 'Advanced' })
    const put = (resource: string, Policy: string) =>
      ssm.putResourcePolicy({ ResourceArn: `${home}:${resource}`, Policy })
    await assert.rejects(put('parameter/std', '{"Statement":[]}'), {
      name: 'ResourcePolicyInvalidParameterException',
    })
    await assert.rejects(put('parameter/none', '{"Statement":[]}'), { name: 'ResourceNotFoundException' })
    await assert.rejects(put('opsitemgroup/default', '{"Statement":[]}'), {
      name: 'ResourcePolicyInvalidParameterException',
    })
    await assert.rejects(put('parameter/adv', 'no json'), {
      name: 'MalformedResourcePolicyDocumentException',
    })
    const long = JSON.stringify({ Statement: [], Id: 'x'.repeat(1024) })
    await assert.rejects(put('parameter/adv', long), {
      name: 'ResourcePolicyLimitExceededException',
      Limit: 1024,
    })
  })
})

describe('what is not there', () => {
  it('says so', async () => {
    const { ssm } = fresh()
    await assert.rejects(ssm.listDocuments({}), { name: 'NotImplemented', message: /ListDocuments/ })
    await assert.rejects(ssm.getParameter({ Name: '/aws/service/global-infrastructure/version' }), {
      name: 'ParameterNotFound',
    })
    await assert.rejects(ssm.getParameter({ Name: '/aws/reference/secretsmanager/s' }), {
      name: 'ValidationException',
      message: 'WithDecryption flag must be True for retrieving a Secret Manager secret.',
    })
  })
})
