import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paginateListAliases } from '@aws-sdk/client-kms'
import { VirtualClock } from '../../../src/index.ts'
import { listenToBus } from '../../support/bus-events.ts'
import { testServer } from '../../support/server.ts'
import { bytes, newAccount, refused, text } from './support.ts'

describe('keys', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  /** Source: KMS Developer Guide, "Automate with Amazon EventBridge". */
  it('tell EventBridge that they were rotated and deleted', async () => {
    const { kms, id } = newAccount(server)
    const heard = await listenToBus(server, id, 'aws.kms')
    const { KeyMetadata: { KeyId, Arn } = {} } = await kms.createKey({})
    await kms.rotateKeyOnDemand({ KeyId })
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    const [rotated, ...others] = await heard()
    assert.deepEqual(
      [rotated?.source, rotated?.['detail-type'], rotated?.detail, rotated?.resources, others],
      ['aws.kms', 'KMS CMK Rotation', { 'key-id': KeyId }, [Arn], []],
    )
    await clock.advance(7 * 86_400_000, () => server.lambent.idle())
    assert.deepEqual(
      (await heard()).map((event) => [event['detail-type'], event.detail]),
      [['KMS CMK Deletion', { 'key-id': KeyId }]],
    )
  })

  it('are made, described and listed', async () => {
    const { kms, id } = newAccount(server)
    const { KeyMetadata: key } = await kms.createKey({
      Description: 'mine',
      Tags: [{ TagKey: 'a', TagValue: '1' }],
    })
    assert.match(key?.KeyId ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    assert.match(key?.CurrentKeyMaterialId ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual(key, {
      AWSAccountId: id,
      KeyId: key?.KeyId,
      Arn: `arn:aws:kms:us-east-1:${id}:key/${key?.KeyId}`,
      CreationDate: new Date(clock.now()),
      Enabled: true,
      Description: 'mine',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      CurrentKeyMaterialId: key?.CurrentKeyMaterialId,
      MultiRegion: false,
    })
    await kms.updateKeyDescription({ KeyId: key?.KeyId, Description: 'yours' })
    const described = await kms.describeKey({ KeyId: key?.Arn })
    assert.equal(described.KeyMetadata?.Description, 'yours')
    await kms.createKey({})
    const first = await kms.listKeys({ Limit: 1 })
    assert.equal(first.Truncated, true)
    const second = await kms.listKeys({ Limit: 1, Marker: first.NextMarker })
    assert.equal(second.Truncated, false)
    const ids = [first, second].map(({ Keys }) => Keys?.[0]?.KeyId)
    assert.ok(ids.includes(key?.KeyId) && new Set(ids).size === 2)
    await refused(kms.listKeys({ Marker: 'x' }), 'InvalidMarkerException')
  })

  it('have the algorithms of their kind', async () => {
    const { kms } = newAccount(server)
    const { KeyMetadata: rsa } = await kms.createKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
    assert.equal(rsa?.SigningAlgorithms?.length, 6)
    assert.equal(rsa.EncryptionAlgorithms, undefined)
    const { KeyMetadata: mac } = await kms.createKey({ KeySpec: 'HMAC_384', KeyUsage: 'GENERATE_VERIFY_MAC' })
    assert.deepEqual(mac?.MacAlgorithms, ['HMAC_SHA_384'])
    await refused(
      kms.createKey({ KeySpec: 'RSA_2048' }),
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
    await refused(
      kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' }),
      'ValidationException',
      'KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256',
    )
    await refused(kms.createKey({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1' }), 'NotImplemented')
  })

  it('are not found under what names none', async () => {
    const { kms, id } = newAccount(server)
    const uuid = '0f9b04ee-ab13-4f35-a2b2-d0902bfe6a1e'
    const at = (KeyId: string) => kms.describeKey({ KeyId })
    await refused(
      at(uuid),
      'NotFoundException',
      `Key 'arn:aws:kms:us-east-1:${id}:key/${uuid}' does not exist`,
    )
    await refused(
      at('alias/none'),
      'NotFoundException',
      `Alias arn:aws:kms:us-east-1:${id}:alias/none is not found.`,
    )
    await refused(at('fake'), 'NotFoundException', "Invalid keyId 'fake'")
    await refused(at('arn:aws:s3:::bucket'), 'InvalidArnException')
    await refused(at(`arn:aws:kms:eu-west-1:${id}:key/${uuid}`), 'NotFoundException')
  })

  it('are disabled and enabled', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make()
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: bytes('x') })
    await kms.disableKey({ KeyId })
    await refused(kms.encrypt({ KeyId, Plaintext: bytes('x') }), 'DisabledException', `${KeyId} is disabled.`)
    await refused(kms.decrypt({ CiphertextBlob }), 'DisabledException', `${KeyId} is disabled.`)
    // Whatever statuses the SDK's model names.
    const status = (error: { $metadata: { httpStatusCode?: number } }) => error.$metadata.httpStatusCode
    assert.equal(await kms.decrypt({ CiphertextBlob }).then(() => 200, status), 400)
    assert.equal(await kms.describeKey({ KeyId: 'alias/nobody' }).then(() => 200, status), 400)
    await kms.enableKey({ KeyId })
    assert.equal(text((await kms.decrypt({ CiphertextBlob })).Plaintext), 'x')
  })

  it('have aliases', async () => {
    const { kms, make, id } = newAccount(server)
    const [one, two] = [await make(), await make()]
    const signing = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    await kms.createAlias({ AliasName: 'alias/app/key', TargetKeyId: one })
    assert.equal((await kms.getKeyRotationStatus({ KeyId: signing })).KeyRotationEnabled, false)
    const { CiphertextBlob, KeyId } = await kms.encrypt({ KeyId: 'alias/app/key', Plaintext: bytes('x') })
    assert.equal(KeyId, one)
    await kms.updateAlias({ AliasName: 'alias/app/key', TargetKeyId: two })
    const aliasArn = `arn:aws:kms:us-east-1:${id}:alias/app/key`
    assert.equal((await kms.describeKey({ KeyId: aliasArn })).KeyMetadata?.Arn, two)
    assert.equal(text((await kms.decrypt({ CiphertextBlob })).Plaintext), 'x')
    const { Aliases } = await kms.listAliases({ KeyId: two })
    assert.deepEqual(Aliases, [
      {
        AliasName: 'alias/app/key',
        AliasArn: aliasArn,
        TargetKeyId: two.split('/')[1],
        CreationDate: new Date(clock.now()),
        LastUpdatedDate: new Date(clock.now()),
      },
    ])
    assert.deepEqual((await kms.listAliases({ KeyId: one })).Aliases, [])
    await refused(
      kms.createAlias({ AliasName: 'alias/app/key', TargetKeyId: one }),
      'AlreadyExistsException',
      `An alias with the name ${aliasArn} already exists`,
    )
    await refused(
      kms.createAlias({ AliasName: 'app', TargetKeyId: one }),
      'ValidationException',
      /must start with the prefix "alias\/"/,
    )
    await refused(kms.createAlias({ AliasName: 'alias/aws/x', TargetKeyId: one }), 'NotAuthorizedException')
    await refused(
      kms.updateAlias({ AliasName: 'alias/app/key', TargetKeyId: signing }),
      'ValidationException',
      /same type/,
    )
    await kms.deleteAlias({ AliasName: 'alias/app/key' })
    await refused(
      kms.deleteAlias({ AliasName: 'alias/app/key' }),
      'NotFoundException',
      `Alias ${aliasArn} is not found.`,
    )
  })

  it('of AWS are there when they are needed', async () => {
    const { kms } = newAccount(server)
    const listed = async () => {
      const pages = paginateListAliases({ client: kms, pageSize: 4 }, {})
      return (await Array.fromAsync(pages)).flatMap(({ Aliases = [] }) => Aliases)
    }
    const names = (await listed()).map(({ AliasName }) => AliasName)
    assert.deepEqual([...names].sort(), names)
    assert.ok(names.includes('alias/aws/sqs') && names.includes('alias/aws/xray'))
    assert.ok((await listed()).every(({ TargetKeyId }) => TargetKeyId === undefined))
    const { KeyMetadata: key } = await kms.describeKey({ KeyId: 'alias/aws/sqs' })
    await kms.createAlias({
      AliasName: 'alias/aaa',
      TargetKeyId: (await kms.createKey({})).KeyMetadata?.KeyId,
    })
    const withKeys = (await listed()).filter(({ TargetKeyId }) => TargetKeyId !== undefined)
    assert.deepEqual(
      withKeys.map(({ AliasName }) => AliasName),
      ['alias/aaa', 'alias/aws/sqs'],
    )
    assert.deepEqual(
      (await listed()).map(({ AliasName }) => AliasName),
      ['alias/aaa', ...names],
    )
    assert.equal(key?.KeyManager, 'AWS')
    const again = await kms.describeKey({ KeyId: 'alias/aws/sqs' })
    assert.equal(again.KeyMetadata?.Arn, key.Arn)
    await refused(kms.disableKey({ KeyId: key.Arn }), 'AccessDeniedException')
    await refused(kms.describeKey({ KeyId: 'alias/aws/nothing' }), 'NotFoundException')
  })

  it('have tags', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make({ Tags: [{ TagKey: 'b', TagValue: '2' }] })
    await kms.tagResource({ KeyId, Tags: [{ TagKey: 'a', TagValue: '1' }] })
    const page = await kms.listResourceTags({ KeyId, Limit: 1 })
    assert.deepEqual([page.Tags, page.Truncated], [[{ TagKey: 'a', TagValue: '1' }], true])
    const rest = await kms.listResourceTags({ KeyId, Marker: page.NextMarker })
    assert.deepEqual(rest.Tags, [{ TagKey: 'b', TagValue: '2' }])
    await kms.untagResource({ KeyId, TagKeys: ['a'] })
    assert.equal((await kms.listResourceTags({ KeyId })).Tags?.length, 1)
    await refused(kms.tagResource({ KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] }), 'TagException')
  })
})
