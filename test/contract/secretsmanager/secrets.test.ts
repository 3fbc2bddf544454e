import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { absent, newAccount, newToken, refused } from './support.ts'

const day = 86_400_000

describe('secrets', () => {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 12))
  const server = testServer({ clock })

  it('are made and found by name, ARN and a part of their ARN', async () => {
    const { secrets, id } = newAccount(server)
    const ClientRequestToken = newToken()
    const made = await secrets.createSecret({
      Name: 'app/db-secret',
      SecretString: '{"password":"x"}',
      Description: 'd',
      Tags: [{ Key: 'team', Value: 'blue' }],
      ClientRequestToken,
    })
    assert.match(
      made.ARN ?? '',
      new RegExp(`^arn:aws:secretsmanager:us-east-1:${id}:secret:app/db-secret-[A-Za-z0-9]{6}$`),
    )
    assert.equal(made.VersionId, ClientRequestToken)
    for (const SecretId of ['app/db-secret', made.ARN, made.ARN?.slice(0, -7)]) {
      const value = await secrets.getSecretValue({ SecretId })
      assert.deepEqual(value, {
        $metadata: value.$metadata,
        ARN: made.ARN,
        Name: 'app/db-secret',
        VersionId: ClientRequestToken,
        SecretString: '{"password":"x"}',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(clock.now()),
      })
    }
    const described = await secrets.describeSecret({ SecretId: made.ARN })
    assert.deepEqual(described, {
      $metadata: described.$metadata,
      ARN: made.ARN,
      Name: 'app/db-secret',
      Description: 'd',
      LastChangedDate: new Date(clock.now()),
      LastAccessedDate: new Date(Date.UTC(2026, 4, 1)),
      CreatedDate: new Date(clock.now()),
      Tags: [{ Key: 'team', Value: 'blue' }],
      VersionIdsToStages: { [ClientRequestToken]: ['AWSCURRENT'] },
    })
    await refused(secrets.getSecretValue({ SecretId: 'none' }), ...absent)
    await refused(secrets.getSecretValue({ SecretId: `${made.ARN?.slice(0, -1)}~` }), ...absent)
  })

  it('are binary or empty, too', async () => {
    const { secrets } = newAccount(server)
    await secrets.createSecret({ Name: 'b', SecretBinary: Uint8Array.of(0, 255, 1) })
    assert.deepEqual((await secrets.getSecretValue({ SecretId: 'b' })).SecretBinary, Uint8Array.of(0, 255, 1))
    const empty = await secrets.createSecret({ Name: 'e' })
    assert.equal(empty.VersionId, undefined)
    await refused(
      secrets.getSecretValue({ SecretId: 'e' }),
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    )
    await secrets.putSecretValue({ SecretId: 'e', SecretString: 'x', VersionStages: ['mine'] })
    assert.deepEqual((await secrets.getSecretValue({ SecretId: 'e' })).VersionStages?.sort(), [
      'AWSCURRENT',
      'mine',
    ])
  })

  it('are made once for one token', async () => {
    const { secrets } = newAccount(server)
    const input = { Name: 's', SecretString: 'x', ClientRequestToken: newToken() }
    const made = await secrets.createSecret(input)
    assert.deepEqual((await secrets.createSecret(input)).ARN, made.ARN)
    await refused(
      secrets.createSecret({ Name: 's', SecretString: 'x' }),
      'ResourceExistsException',
      'The operation failed because the secret s already exists.',
    )
    const put = { SecretId: 's', SecretString: 'y', ClientRequestToken: newToken() }
    await secrets.putSecretValue(put)
    await secrets.putSecretValue(put)
    await refused(
      secrets.putSecretValue({ ...put, SecretString: 'z' }),
      'ResourceExistsException',
      `You can't use ClientRequestToken ${put.ClientRequestToken} because that value is already in use for a version of secret ${made.ARN}.`,
    )
    await refused(
      secrets.putSecretValue({ ...put, ClientRequestToken: 'short' }),
      'InvalidParameterException',
      'ClientRequestToken must be 32-64 characters long.',
    )
    await refused(
      secrets.createSecret({ Name: 't', SecretString: 'x', ClientRequestToken: '' }),
      'InvalidParameterException',
    )
  })

  it('are refused for what AWS refuses', async () => {
    const { secrets } = newAccount(server)
    await refused(
      secrets.createSecret({ Name: 'a b' }),
      'InvalidParameterException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    )
    await refused(
      secrets.createSecret({ Name: 's', SecretString: 'x', SecretBinary: Uint8Array.of(1) }),
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
    await secrets.createSecret({ Name: 's' })
    await refused(
      secrets.putSecretValue({ SecretId: 's' }),
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    )
    await refused(
      secrets.putSecretValue({ SecretId: 's', SecretString: 'ü'.repeat(40_000) }),
      'InvalidParameterException',
      /65536/,
    )
  })

  it('have versions, whose labels move', async () => {
    const { secrets } = newAccount(server)
    const [one, two, three] = [newToken(), newToken(), newToken()]
    await secrets.createSecret({ Name: 's', SecretString: '1', ClientRequestToken: one })
    const updated = await secrets.updateSecret({
      SecretId: 's',
      SecretString: '2',
      ClientRequestToken: two,
      Description: 'd',
    })
    assert.equal(updated.VersionId, two)
    const value = async (more: object) =>
      (await secrets.getSecretValue({ SecretId: 's', ...more })).SecretString
    assert.equal(await value({}), '2')
    assert.equal(await value({ VersionStage: 'AWSPREVIOUS' }), '1')
    await secrets.putSecretValue({
      SecretId: 's',
      SecretString: '3',
      ClientRequestToken: three,
      VersionStages: ['next'],
    })
    assert.equal(await value({ VersionStage: 'next' }), '3')
    assert.equal(await value({ VersionId: three, VersionStage: 'next' }), '3')
    await refused(
      value({ VersionId: three, VersionStage: 'AWSCURRENT' }),
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    )
    await refused(
      value({ VersionId: newToken() }),
      'ResourceNotFoundException',
      /^Secrets Manager can't find the specified secret value for VersionId: /,
    )
    const move = (more: object) =>
      secrets.updateSecretVersionStage({ SecretId: 's', VersionStage: 'AWSCURRENT', ...more })
    await refused(
      move({ MoveToVersionId: three }),
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${two}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
    await refused(
      move({ RemoveFromVersionId: two }),
      'InvalidParameterException',
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    )
    await move({ MoveToVersionId: three, RemoveFromVersionId: two })
    assert.equal(await value({}), '3')
    assert.equal(await value({ VersionStage: 'AWSPREVIOUS' }), '2')
    const { Versions } = await secrets.listSecretVersionIds({ SecretId: 's' })
    assert.deepEqual(
      Versions?.map(({ VersionId, VersionStages, KmsKeyIds }) => [VersionId, VersionStages, KmsKeyIds]),
      [
        [two, ['AWSPREVIOUS'], ['DefaultEncryptionKey']],
        [three, ['next', 'AWSCURRENT'], ['DefaultEncryptionKey']],
      ],
    )
    const { Versions: all } = await secrets.listSecretVersionIds({ SecretId: 's', IncludeDeprecated: true })
    assert.equal(all?.length, 3)
    const described = await secrets.describeSecret({ SecretId: 's' })
    assert.equal(described.Description, 'd')
  })

  it('are deleted after days in which they can be restored', async () => {
    const { secrets } = newAccount(server)
    const { ARN } = await secrets.createSecret({ Name: 's', SecretString: 'x' })
    await refused(
      secrets.deleteSecret({ SecretId: 's', RecoveryWindowInDays: 5 }),
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    )
    await refused(
      secrets.deleteSecret({ SecretId: 's', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }),
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
    const { DeletionDate } = await secrets.deleteSecret({ SecretId: 's', RecoveryWindowInDays: 7 })
    assert.deepEqual(DeletionDate, new Date(clock.now() + 7 * day))
    const marked = "You can't perform this operation on the secret because it was marked for deletion."
    await refused(secrets.getSecretValue({ SecretId: 's' }), 'InvalidRequestException', marked)
    await refused(
      secrets.createSecret({ Name: 's', SecretString: 'y' }),
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
    assert.deepEqual((await secrets.describeSecret({ SecretId: 's' })).DeletedDate, DeletionDate)
    assert.deepEqual((await secrets.listSecrets({})).SecretList, [])
    assert.equal((await secrets.listSecrets({ IncludePlannedDeletion: true })).SecretList?.length, 1)
    await secrets.restoreSecret({ SecretId: 's' })
    assert.equal((await secrets.getSecretValue({ SecretId: 's' })).SecretString, 'x')
    await secrets.deleteSecret({ SecretId: 's', RecoveryWindowInDays: 7 })
    await clock.advance(7 * day, () => server.lambent.idle())
    await refused(secrets.describeSecret({ SecretId: 's' }), ...absent)
    const again = await secrets.createSecret({ Name: 's', SecretString: 'y' })
    assert.notEqual(again.ARN, ARN)
    await secrets.deleteSecret({ SecretId: 's', ForceDeleteWithoutRecovery: true })
    await secrets.deleteSecret({ SecretId: 's', ForceDeleteWithoutRecovery: true })
    await refused(secrets.describeSecret({ SecretId: 's' }), ...absent)
  })

  it('are listed by filters, in order, a page at a time', async () => {
    const { secrets } = newAccount(server)
    for (const [Name, Description, Value] of [
      ['prod/db', 'The main database', 'blue'],
      ['prod/api', 'Key of the API', 'red'],
      ['test/db', 'A test database', 'blue'],
    ] as const) {
      await secrets.createSecret({ Name, Description, SecretString: Name, Tags: [{ Key: 'team', Value }] })
      await clock.advance(1_000)
    }
    const names = async (...filters: Array<[string, ...string[]]>) => {
      const Filters = filters.map(([Key, ...Values]) => ({ Key: Key as 'name', Values }))
      return (await secrets.listSecrets({ Filters, SortBy: 'name', SortOrder: 'asc' })).SecretList?.map(
        ({ Name }) => Name,
      )
    }
    assert.deepEqual(await names(['name', 'prod/']), ['prod/api', 'prod/db'])
    assert.deepEqual(await names(['name', 'Prod/']), [])
    assert.deepEqual(await names(['name', '!prod/']), ['test/db'])
    assert.deepEqual(await names(['description', 'DATABASE']), ['prod/db', 'test/db'])
    assert.deepEqual(await names(['tag-value', 'blue'], ['name', 'test']), ['test/db'])
    assert.deepEqual(await names(['tag-key', 'team', 'none']), ['prod/api', 'prod/db', 'test/db'])
    assert.deepEqual(await names(['all', 'api']), ['prod/api'])
    const first = await secrets.listSecrets({ MaxResults: 2 })
    assert.deepEqual(
      first.SecretList?.map(({ Name }) => Name),
      ['test/db', 'prod/api'],
    )
    const second = await secrets.listSecrets({ MaxResults: 2, NextToken: first.NextToken })
    assert.deepEqual([second.SecretList?.map(({ Name }) => Name), second.NextToken], [['prod/db'], undefined])
    await refused(secrets.listSecrets({ NextToken: 'x' }), 'InvalidNextTokenException')

    const batch = await secrets.batchGetSecretValue({ SecretIdList: ['prod/db', 'none'] })
    assert.deepEqual(
      batch.SecretValues?.map(({ SecretString }) => SecretString),
      ['prod/db'],
    )
    assert.deepEqual(batch.Errors, [{ SecretId: 'none', ErrorCode: absent[0], Message: absent[1] }])
    const filtered = await secrets.batchGetSecretValue({ Filters: [{ Key: 'name', Values: ['prod'] }] })
    assert.equal(filtered.SecretValues?.length, 2)
    await refused(secrets.batchGetSecretValue({}), 'InvalidParameterException')
  })

  it('have tags', async () => {
    const { secrets } = newAccount(server)
    await secrets.createSecret({ Name: 's' })
    await secrets.tagResource({
      SecretId: 's',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    })
    await secrets.untagResource({ SecretId: 's', TagKeys: ['a'] })
    assert.deepEqual((await secrets.describeSecret({ SecretId: 's' })).Tags, [{ Key: 'b', Value: '2' }])
  })

  it('are encrypted under the key that is named', async () => {
    const { secrets, id } = newAccount(server)
    const kms = new KMS(server.config({ account: id }))
    const { KeyMetadata } = await kms.createKey({})
    const KmsKeyId = KeyMetadata?.Arn ?? ''
    await secrets.createSecret({ Name: 's', SecretString: 'x', KmsKeyId })
    assert.equal((await secrets.getSecretValue({ SecretId: 's' })).SecretString, 'x')
    assert.equal((await secrets.describeSecret({ SecretId: 's' })).KmsKeyId, KmsKeyId)
    await kms.disableKey({ KeyId: KmsKeyId })
    await refused(secrets.getSecretValue({ SecretId: 's' }), 'DecryptionFailure', `${KmsKeyId} is disabled.`)
    await refused(secrets.putSecretValue({ SecretId: 's', SecretString: 'y' }), 'EncryptionFailure')
    await kms.enableKey({ KeyId: KmsKeyId })
    assert.equal((await secrets.getSecretValue({ SecretId: 's' })).SecretString, 'x')
    await refused(
      secrets.createSecret({ Name: 't', SecretString: 'x', KmsKeyId: 'alias/none' }),
      'EncryptionFailure',
    )
  })

  it('are shared by a policy, with their key', async () => {
    const owner = newAccount(server)
    const other = newAccount(server)
    const kms = new KMS(server.config({ account: owner.id }))
    const everything = { Effect: 'Allow', Action: 'kms:*', Resource: '*' }
    const { KeyMetadata } = await kms.createKey({
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { ...everything, Principal: { AWS: `arn:aws:iam::${owner.id}:root` } },
          { ...everything, Action: 'kms:Decrypt', Principal: { AWS: other.id } },
        ],
      }),
    })
    const { ARN } = await owner.secrets.createSecret({
      Name: 's',
      SecretString: 'x',
      KmsKeyId: KeyMetadata?.Arn,
    })
    await refused(
      other.secrets.getSecretValue({ SecretId: ARN }),
      'AccessDeniedException',
      /because no resource-based policy allows the secretsmanager:GetSecretValue action/,
    )
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: other.id },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    }
    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await owner.secrets.putResourcePolicy({ SecretId: 's', ResourcePolicy, BlockPublicPolicy: true })
    assert.equal((await other.secrets.getSecretValue({ SecretId: ARN })).SecretString, 'x')
    assert.equal((await owner.secrets.getResourcePolicy({ SecretId: 's' })).ResourcePolicy, ResourcePolicy)
    const open = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Principal: '*' }] })
    await refused(
      owner.secrets.putResourcePolicy({ SecretId: 's', ResourcePolicy: open, BlockPublicPolicy: true }),
      'PublicPolicyException',
    )
    await refused(
      owner.secrets.putResourcePolicy({ SecretId: 's', ResourcePolicy: '{' }),
      'MalformedPolicyDocumentException',
    )
    assert.equal(
      (await owner.secrets.validateResourcePolicy({ ResourcePolicy })).PolicyValidationPassed,
      true,
    )
    assert.equal(
      (await owner.secrets.validateResourcePolicy({ ResourcePolicy: open })).PolicyValidationPassed,
      false,
    )
    await owner.secrets.deleteResourcePolicy({ SecretId: 's' })
    assert.equal((await owner.secrets.getResourcePolicy({ SecretId: 's' })).ResourcePolicy, undefined)
  })

  it('are in several regions', async () => {
    const home = newAccount(server)
    const away = newAccount(server, 'eu-west-1', home.id)
    const { ARN = '' } = await home.secrets.createSecret({
      Name: 's',
      SecretString: 'x',
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
    })
    const replica = await away.secrets.getSecretValue({ SecretId: 's' })
    assert.deepEqual([replica.SecretString, replica.ARN], ['x', ARN.replace('us-east-1', 'eu-west-1')])
    await home.secrets.putSecretValue({ SecretId: 's', SecretString: 'y' })
    assert.equal((await away.secrets.getSecretValue({ SecretId: 's' })).SecretString, 'y')
    await refused(
      away.secrets.putSecretValue({ SecretId: 's', SecretString: 'z' }),
      'InvalidRequestException',
      /primary/,
    )
    const described = await away.secrets.describeSecret({ SecretId: 's' })
    assert.equal(described.PrimaryRegion, 'us-east-1')
    assert.deepEqual(described.ReplicationStatus, [
      { Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InSync' },
    ])
    assert.equal((await away.secrets.listSecrets({})).SecretList?.length, 1)
    await refused(home.secrets.deleteSecret({ SecretId: 's' }), 'InvalidRequestException', /replica/)
    await away.secrets.stopReplicationToReplica({ SecretId: 's' })
    await home.secrets.putSecretValue({ SecretId: 's', SecretString: 'home' })
    assert.equal((await away.secrets.getSecretValue({ SecretId: 's' })).SecretString, 'y')
    await home.secrets.replicateSecretToRegions({
      SecretId: 's',
      AddReplicaRegions: [{ Region: 'eu-north-1' }],
    })
    await home.secrets.removeRegionsFromReplication({ SecretId: 's', RemoveReplicaRegions: ['eu-north-1'] })
    await home.secrets.deleteSecret({ SecretId: 's' })
  })

  it('are parameters of the Parameter Store, too', async () => {
    const { secrets, id } = newAccount(server)
    const { SSM } = await import('@aws-sdk/client-ssm')
    await secrets.createSecret({ Name: 's', SecretString: 'x' })
    const ssm = new SSM(server.config({ account: id }))
    const { Parameter } = await ssm.getParameter({
      Name: '/aws/reference/secretsmanager/s',
      WithDecryption: true,
    })
    assert.deepEqual([Parameter?.Value, Parameter?.Type], ['x', 'SecureString'])
  })

  it('come with random passwords', async () => {
    const { secrets } = newAccount(server)
    const { RandomPassword = '' } = await secrets.getRandomPassword({
      PasswordLength: 40,
      ExcludePunctuation: true,
    })
    assert.match(RandomPassword, /^[A-Za-z0-9]{40}$/)
    await refused(secrets.getRandomPassword({ PasswordLength: 2 }), 'InvalidParameterException')
  })
})
