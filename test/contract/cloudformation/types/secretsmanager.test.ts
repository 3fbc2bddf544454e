import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000007'

function world() {
  const config = server.config({ account })
  return { resources: new Resources(config), secrets: new SecretsManager(config) }
}

describe('Resource types of Secrets Manager', () => {
  it('Secret: a password in a template, made anew when its form changes', async () => {
    const { resources, secrets } = world()
    const type = 'AWS::SecretsManager::Secret'
    const id = await resources.create(type, {
      Name: 'orders/db',
      Description: 'first',
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"admin"}',
        GenerateStringKey: 'password',
        PasswordLength: 20,
        ExcludePunctuation: true,
      },
    })
    assert.match(
      id,
      new RegExp(`^arn:aws:secretsmanager:us-east-1:${account}:secret:orders/db-[A-Za-z0-9]{6}$`),
    )
    assert.equal((await resources.read(type, id)).Id, id)
    const value = async () => (await secrets.getSecretValue({ SecretId: id })).SecretString ?? ''
    const first = JSON.parse(await value()) as { username: string; password: string }
    assert.equal(first.username, 'admin')
    assert.match(first.password, /^[A-Za-z0-9]{20}$/)
    await resources.update(type, id, { Description: 'second' })
    assert.deepEqual(JSON.parse(await value()), first)
    await resources.update(type, id, { GenerateSecretString: { PasswordLength: 12 } })
    assert.equal((await value()).length, 12)
    await resources.remove(type, id)
    await refused(secrets.describeSecret({ SecretId: id }), 'ResourceNotFoundException')
    await resources.create(type, { Name: 'orders/db', SecretString: 'again' })
  })

  it('Secret: empty ones, replicas, and what cannot be', async () => {
    const { resources, secrets } = world()
    const type = 'AWS::SecretsManager::Secret'
    const id = await resources.create(type, { ReplicaRegions: [{ Region: 'eu-west-1' }] })
    await refused(secrets.getSecretValue({ SecretId: id }), 'ResourceNotFoundException')
    assert.deepEqual((await resources.read(type, id)).ReplicaRegions, [
      { Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager' },
    ])
    await resources.update(type, id, { ReplicaRegions: [{ Region: 'eu-central-1' }] })
    const { ReplicationStatus = [] } = await secrets.describeSecret({ SecretId: id })
    assert.deepEqual(
      ReplicationStatus.map(({ Region }) => Region),
      ['eu-central-1'],
    )
    await resources.remove(type, id)
    const failed = await resources.createFails(type, { SecretString: 'a', GenerateSecretString: {} })
    assert.equal(failed.ErrorCode, 'InvalidRequest')
  })

  it('ResourcePolicy: of a secret', async () => {
    const { resources, secrets } = world()
    const SecretId = await resources.create('AWS::SecretsManager::Secret', { SecretString: 'x' })
    const ResourcePolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ],
    }
    const type = 'AWS::SecretsManager::ResourcePolicy'
    const id = await resources.create(type, { SecretId, ResourcePolicy, BlockPublicPolicy: true })
    assert.equal(id, SecretId)
    assert.deepEqual((await resources.read(type, id)).ResourcePolicy, ResourcePolicy)
    await resources.remove(type, id)
    assert.equal((await secrets.getResourcePolicy({ SecretId })).ResourcePolicy, undefined)
  })
})
