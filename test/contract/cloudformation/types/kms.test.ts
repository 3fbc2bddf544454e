import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../../support/server.ts'
import { Resources } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000006'
const KeyPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
  ],
}

describe('Resource types of KMS', () => {
  it('Key and Alias: rotation, state and policy are changed in place; the key type is not', async () => {
    const config = server.config({ account })
    const resources = new Resources(config)
    const kms = new KMS(config)
    const type = 'AWS::KMS::Key'
    const KeyId = await resources.create(type, {
      Description: 'orders',
      KeyPolicy,
      EnableKeyRotation: true,
      RotationPeriodInDays: 100,
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const model = await resources.read(type, KeyId)
    assert.equal(model.Arn, `arn:aws:kms:us-east-1:${account}:key/${KeyId}`)
    assert.equal(model.RotationPeriodInDays, 100)
    assert.deepEqual(model.Tags, [{ Key: 'a', Value: '1' }])
    await resources.update(type, KeyId, {
      Description: 'all orders',
      EnableKeyRotation: false,
      Enabled: false,
      Tags: [{ Key: 'b', Value: '2' }],
    })
    const { KeyMetadata } = await kms.describeKey({ KeyId })
    assert.equal(KeyMetadata?.KeyState, 'Disabled')
    assert.equal(KeyMetadata?.Description, 'all orders')
    assert.deepEqual((await kms.listResourceTags({ KeyId })).Tags, [{ TagKey: 'b', TagValue: '2' }])
    await resources.update(type, KeyId, { Enabled: true, EnableKeyRotation: true })
    assert.equal((await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, true)

    const alias = await resources.create('AWS::KMS::Alias', { AliasName: 'alias/orders', TargetKeyId: KeyId })
    assert.equal(alias, 'alias/orders')
    const other = await resources.create(type, {})
    await resources.update('AWS::KMS::Alias', alias, { TargetKeyId: other })
    assert.equal((await resources.read('AWS::KMS::Alias', alias)).TargetKeyId, other)
    await resources.remove('AWS::KMS::Alias', alias)
    await resources.remove(type, KeyId)
    assert.equal((await kms.describeKey({ KeyId })).KeyMetadata?.KeyState, 'PendingDeletion')
  })

  it('ReplicaKey: stands in the region of who asks, of a primary key elsewhere', async () => {
    const primary = new Resources(server.config({ account }))
    const config = server.config({ account, region: 'eu-west-1' })
    const replicas = new Resources(config)
    const KeyId = await primary.create('AWS::KMS::Key', { MultiRegion: true, KeyPolicy })
    const PrimaryKeyArn = `arn:aws:kms:us-east-1:${account}:key/${KeyId}`
    const type = 'AWS::KMS::ReplicaKey'
    assert.equal(await replicas.create(type, { PrimaryKeyArn, KeyPolicy, Description: 'replica' }), KeyId)
    const model = await replicas.read(type, KeyId)
    assert.equal(model.Arn, `arn:aws:kms:eu-west-1:${account}:key/${KeyId}`)
    assert.equal(model.PrimaryKeyArn, PrimaryKeyArn)
    await replicas.update(type, KeyId, { Enabled: false })
    assert.equal((await new KMS(config).describeKey({ KeyId })).KeyMetadata?.KeyState, 'Disabled')
    await replicas.remove(type, KeyId)
    assert.equal((await new KMS(config).describeKey({ KeyId })).KeyMetadata?.KeyState, 'PendingDeletion')
  })
})
