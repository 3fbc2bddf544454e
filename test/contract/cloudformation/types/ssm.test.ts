import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000009'

describe('Resource types of Systems Manager', () => {
  it('Parameter: value, pattern and tags', async () => {
    const config = server.config({ account })
    const resources = new Resources(config)
    const ssm = new SSM(config)
    const type = 'AWS::SSM::Parameter'
    const id = await resources.create(type, {
      Name: '/shop/colour',
      Type: 'String',
      Value: 'red',
      Description: 'first',
      AllowedPattern: '[a-z]+',
      Tags: { a: '1' },
    })
    const model = await resources.read(type, id)
    assert.equal(model.Value, 'red')
    assert.equal(model.AllowedPattern, '[a-z]+')
    assert.deepEqual(model.Tags, { a: '1' })
    await resources.update(type, id, {
      Value: '42',
      AllowedPattern: null,
      Description: null,
      Tags: { b: '2' },
    })
    assert.equal((await ssm.getParameter({ Name: id })).Parameter?.Value, '42')
    const { Parameters = [] } = await ssm.describeParameters({})
    assert.equal(Parameters[0]?.AllowedPattern || undefined, undefined)
    assert.equal(Parameters[0]?.Description || undefined, undefined)
    assert.deepEqual((await resources.read(type, id)).Tags, { b: '2' })
    const failed = await resources.createFails(type, { Name: id, Type: 'String', Value: 'x' })
    assert.equal(failed.ErrorCode, 'AlreadyExists')
    await resources.remove(type, id)
    await refused(ssm.getParameter({ Name: id }), 'ParameterNotFound')
    assert.match(await resources.create(type, { Type: 'String', Value: 'x' }), /^CFN-Parameter-[A-Z0-9]{12}$/)
  })

  it('ResourcePolicy and ServiceSetting', async () => {
    const resources = new Resources(server.config({ account }))
    await resources.create('AWS::SSM::Parameter', {
      Name: 'shared',
      Type: 'String',
      Value: 'x',
      Tier: 'Advanced',
    })
    const ResourceArn = `arn:aws:ssm:us-east-1:${account}:parameter/shared`
    const Policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '111122223333' },
          Action: 'ssm:GetParameter',
          Resource: ResourceArn,
        },
      ],
    }
    const type = 'AWS::SSM::ResourcePolicy'
    const id = await resources.create(type, { ResourceArn, Policy })
    assert.deepEqual((await resources.read(type, id)).Policy, Policy)
    await resources.remove(type, id)
    const setting = await resources.create('AWS::SSM::ServiceSetting', {
      SettingId: '/ssm/parameter-store/default-parameter-tier',
      SettingValue: 'Advanced',
    })
    const model = await resources.read('AWS::SSM::ServiceSetting', setting)
    assert.equal(model.SettingValue, 'Advanced')
    await resources.remove('AWS::SSM::ServiceSetting', setting)
    const reset = await resources.read('AWS::SSM::ServiceSetting', setting)
    assert.equal(reset.SettingValue, 'Standard')
  })
})
