import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { Timeline } from '../../support/timeline.ts'
import { bytes, refused, text } from './support.ts'

const day = 86_400_000

describe('keys over time', () => {
  const time = new Timeline()
  before(() => time.start())
  after(() => time.end())
  const client = (account: string, region = 'us-east-1') => new KMS(time.config({ account, region }))
  const make = async (kms: KMS, input: Parameters<KMS['createKey']>[0] = {}) =>
    (await kms.createKey(input)).KeyMetadata?.Arn ?? ''

  it('are deleted after their days of waiting, with their aliases', async () => {
    let kms = client('730000000001')
    const KeyId = await make(kms)
    await kms.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId })
    await refused(
      kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 6 }),
      'ValidationException',
      "1 validation error detected: Value '6' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value greater than or equal to 7",
    )
    const answer = await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    assert.deepEqual(
      [answer.KeyId, answer.KeyState, answer.DeletionDate, answer.PendingWindowInDays],
      [KeyId, 'PendingDeletion', new Date(time.now + 7 * day), 7],
    )
    await refused(
      kms.encrypt({ KeyId, Plaintext: bytes('x') }),
      'KMSInvalidStateException',
      `${KeyId} is pending deletion.`,
    )
    await kms.cancelKeyDeletion({ KeyId })
    assert.equal((await kms.describeKey({ KeyId })).KeyMetadata?.KeyState, 'Disabled')
    await time.jump(8 * day)
    kms = client('730000000001')
    assert.equal((await kms.describeKey({ KeyId })).KeyMetadata?.KeyState, 'Disabled')
    await refused(
      kms.cancelKeyDeletion({ KeyId }),
      'KMSInvalidStateException',
      `${KeyId} is not pending deletion.`,
    )
    await kms.scheduleKeyDeletion({ KeyId })
    await time.jump(30 * day)
    kms = client('730000000001')
    await refused(kms.describeKey({ KeyId }), 'NotFoundException')
    const { Aliases = [] } = await kms.listAliases({})
    assert.deepEqual(
      Aliases.filter(({ TargetKeyId }) => TargetKeyId !== undefined),
      [],
    )
    assert.deepEqual((await kms.listKeys({})).Keys, [])
  })

  it('rotate by themselves and on demand; older ciphertexts stay readable', async () => {
    const account = '730000000002'
    let kms = client(account)
    const KeyId = await make(kms)
    const encrypt = async () => (await kms.encrypt({ KeyId, Plaintext: bytes('x') })).CiphertextBlob
    const blobs = [await encrypt()]
    assert.equal((await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, false)
    await kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 100 })
    const status = await kms.getKeyRotationStatus({ KeyId })
    assert.deepEqual(
      [status.KeyRotationEnabled, status.RotationPeriodInDays, status.NextRotationDate],
      [true, 100, new Date(time.now + 100 * day)],
    )
    await time.jump(100 * day)
    kms = client(account)
    blobs.push(await encrypt())
    await kms.rotateKeyOnDemand({ KeyId })
    blobs.push(await encrypt())
    await time.jump(100 * day)
    kms = client(account)
    blobs.push(await encrypt())
    const materials = new Set<string | undefined>()
    for (const CiphertextBlob of blobs) {
      const { Plaintext, KeyMaterialId } = await kms.decrypt({ CiphertextBlob })
      assert.equal(text(Plaintext), 'x')
      materials.add(KeyMaterialId)
    }
    assert.equal(materials.size, 4)
    const { Rotations } = await kms.listKeyRotations({ KeyId })
    assert.deepEqual(
      Rotations?.map(({ RotationType, KeyMaterialState }) => [RotationType, KeyMaterialState]),
      [
        ['AUTOMATIC', 'NON_CURRENT'],
        ['ON_DEMAND', 'NON_CURRENT'],
        ['AUTOMATIC', 'CURRENT'],
      ],
    )
    assert.equal(
      (await kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations?.length,
      4,
    )
    await kms.disableKeyRotation({ KeyId })
    await time.jump(200 * day)
    kms = client(account)
    assert.equal((await kms.listKeyRotations({ KeyId })).Rotations?.length, 3)
    const signing = await make(kms, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    await refused(kms.enableKeyRotation({ KeyId: signing }), 'UnsupportedOperationException')
  })

  it('of several regions share their material', async () => {
    const account = '730000000003'
    const home = { kms: client(account) }
    const away = { kms: client(account, 'eu-west-1') }
    const arn = await make(home.kms, { MultiRegion: true })
    const KeyId = arn.split('/')[1] ?? ''
    assert.match(KeyId, /^mrk-[0-9a-f]{32}$/)
    const { ReplicaKeyMetadata: replica } = await home.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' })
    assert.equal(replica?.Arn, arn.replace('us-east-1', 'eu-west-1'))
    assert.equal(replica?.MultiRegionConfiguration?.MultiRegionKeyType, 'REPLICA')
    const { KeyMetadata: primary } = await home.kms.describeKey({ KeyId })
    assert.deepEqual(primary?.MultiRegionConfiguration, {
      MultiRegionKeyType: 'PRIMARY',
      PrimaryKey: { Arn: arn, Region: 'us-east-1' },
      ReplicaKeys: [{ Arn: replica?.Arn, Region: 'eu-west-1' }],
    })
    await home.kms.rotateKeyOnDemand({ KeyId })
    const { CiphertextBlob } = await home.kms.encrypt({ KeyId, Plaintext: bytes('x') })
    assert.equal(text((await away.kms.decrypt({ CiphertextBlob, KeyId: replica?.Arn })).Plaintext), 'x')
    await refused(away.kms.rotateKeyOnDemand({ KeyId }), 'UnsupportedOperationException', /replica/)
    await refused(home.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' }), 'AlreadyExistsException')

    await home.kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' })
    const { KeyMetadata: former } = await home.kms.describeKey({ KeyId })
    assert.equal(former?.MultiRegionConfiguration?.MultiRegionKeyType, 'REPLICA')

    // A primary waits for its replicas.
    const waiting = await away.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    assert.equal(waiting.KeyState, 'PendingReplicaDeletion')
    await home.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    await time.jump(7 * day)
    home.kms = client(account)
    away.kms = client(account, 'eu-west-1')
    await refused(home.kms.describeKey({ KeyId }), 'NotFoundException')
    assert.equal((await away.kms.describeKey({ KeyId })).KeyMetadata?.KeyState, 'PendingDeletion')
    await time.jump(7 * day)
    home.kms = client(account)
    away.kms = client(account, 'eu-west-1')
    await refused(away.kms.describeKey({ KeyId }), 'NotFoundException')
  })
})
