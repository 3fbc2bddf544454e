import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AccessKey, IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { testServer } from '../../support/server.ts'
import { accounts, anyoneTrust, eventually, lambdaTrust, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()

/** Client settings that sign with a key. */
function signedWith(account: string, key: AccessKey | undefined) {
  const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' }
  return { ...server.config({ account }), credentials }
}

describe('access keys', () => {
  it('are made, listed, turned off and on, and deleted', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const UserName = 'anna'
    await iam.createUser({ UserName })
    assert.deepEqual((await iam.listAccessKeys({ UserName })).AccessKeyMetadata, [])
    const { AccessKey: key } = await iam.createAccessKey({ UserName })
    assert.match(key?.AccessKeyId ?? '', /^AKIA[A-Z2-7]{16}$/)
    assert.match(key?.SecretAccessKey ?? '', /^[A-Za-z0-9+/]{40}$/)
    assert.equal(key?.Status, 'Active')
    const AccessKeyId = key?.AccessKeyId
    await iam.updateAccessKey({ UserName, AccessKeyId, Status: 'Inactive' })
    const { AccessKeyMetadata } = await iam.listAccessKeys({ UserName })
    assert.deepEqual(AccessKeyMetadata, [
      { UserName, AccessKeyId, Status: 'Inactive', CreateDate: key?.CreateDate },
    ])
    await iam.createAccessKey({ UserName })
    await refuses(iam.createAccessKey({ UserName }), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
      status: 409,
    })
    const page = await iam.listAccessKeys({ UserName, MaxItems: 1 })
    assert.deepEqual([page.AccessKeyMetadata?.length, page.IsTruncated], [1, true])
    const rest = await iam.listAccessKeys({ UserName, MaxItems: 1, Marker: page.Marker })
    assert.deepEqual([rest.AccessKeyMetadata?.length, rest.IsTruncated], [1, false])
    await iam.deleteAccessKey({ UserName, AccessKeyId })
    const absent = {
      code: 'NoSuchEntity',
      message: `The Access Key with id ${AccessKeyId} cannot be found.`,
      status: 404,
    }
    await refuses(iam.deleteAccessKey({ UserName, AccessKeyId }), absent)
    await refuses(iam.updateAccessKey({ UserName, AccessKeyId, Status: 'Active' }), absent)
    await refuses(iam.createAccessKey({ UserName: 'nobody' }), {
      code: 'NoSuchEntity',
      message: 'The user with name nobody cannot be found.',
    })
  })

  it('speak for their user, through renaming, until they are turned off', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { User } = await iam.createUser({ UserName: 'anna', Path: '/team/' })
    const { AccessKey: key } = await iam.createAccessKey({ UserName: 'anna' })
    const sts = new STS(signedWith(account, key))
    const before = await sts.getCallerIdentity({})
    assert.deepEqual([before.Account, before.UserId, before.Arn], [account, User?.UserId, User?.Arn])
    await iam.updateUser({ UserName: 'anna', NewUserName: 'bea', NewPath: '/' })
    const after = await sts.getCallerIdentity({})
    assert.deepEqual([after.UserId, after.Arn], [User?.UserId, `arn:aws:iam::${account}:user/bea`])
    assert.equal((await sts.getAccessKeyInfo({ AccessKeyId: key?.AccessKeyId })).Account, account)

    const own = new IAM(signedWith(account, key))
    assert.equal((await own.getUser({})).User?.UserName, 'bea')
    const { AccessKeyMetadata } = await own.listAccessKeys({})
    assert.deepEqual(
      AccessKeyMetadata?.map((listed) => listed.UserName),
      ['bea'],
    )
    await iam.updateAccessKey({ UserName: 'bea', AccessKeyId: key?.AccessKeyId, Status: 'Inactive' })
    assert.notEqual((await sts.getCallerIdentity({})).UserId, User?.UserId)
  })

  it('have never been used at first, and are told apart from those that are not there', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    await iam.createUser({ UserName: 'anna' })
    const { AccessKey: key } = await iam.createAccessKey({ UserName: 'anna' })
    const used = await iam.getAccessKeyLastUsed({ AccessKeyId: key?.AccessKeyId })
    assert.equal(used.UserName, 'anna')
    assert.deepEqual(used.AccessKeyLastUsed, { Region: 'N/A', ServiceName: 'N/A' })
    await refuses(iam.getAccessKeyLastUsed({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE`,
      status: 403,
    })
  })

  it('tell when they, and the roles of sessions, were last used', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    await iam.createUser({ UserName: 'anna' })
    const { AccessKey: key } = await iam.createAccessKey({ UserName: 'anna' })
    const { Role } = await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: anyoneTrust })
    const config = { ...signedWith(account, key), region: 'eu-west-1' }
    const { Credentials } = await new STS(config).assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'run' })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    }
    await new STS({ ...config, credentials }).getCallerIdentity({})

    // A use is written after its request was answered.
    const keyUse = await eventually(async () => {
      const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: key?.AccessKeyId })
      return AccessKeyLastUsed?.LastUsedDate && AccessKeyLastUsed
    })
    assert.deepEqual([keyUse.ServiceName, keyUse.Region], ['sts', 'eu-west-1'])
    const roleUse = await eventually(async () => {
      const { Role: role } = await iam.getRole({ RoleName: 'r' })
      return role?.RoleLastUsed?.LastUsedDate && role.RoleLastUsed
    })
    assert.equal(roleUse.Region, 'eu-west-1')
  })

  it('belong to users and root users alone: sessions of roles must name a user', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Role } = await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    const sts = new STS(server.config({ account }))
    const { Credentials } = await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'run' })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const session = new IAM({
      ...server.config({ account }),
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    })
    const refusal = {
      code: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
      status: 400,
    }
    await refuses(session.getUser({}), refusal)
    await refuses(session.listAccessKeys({}), refusal)
    await refuses(session.createAccessKey({}), refusal)
    await refuses(session.deleteAccessKey({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), refusal)
    await iam.createUser({ UserName: 'anna' })
    assert.equal((await session.getUser({ UserName: 'anna' })).User?.UserName, 'anna')
  })

  it('of the root user are its own', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { AccessKey: key } = await iam.createAccessKey({})
    const identity = await new STS(signedWith(account, key)).getCallerIdentity({})
    assert.equal(identity.Arn, `arn:aws:iam::${account}:root`)
    assert.equal((await iam.listAccessKeys({})).AccessKeyMetadata?.length, 1)
    assert.equal((await iam.getAccountSummary({})).SummaryMap?.AccountAccessKeysPresent, 1)
    await iam.createUser({ UserName: 'anna' })
    await refuses(iam.deleteAccessKey({ UserName: 'anna', AccessKeyId: key?.AccessKeyId }), {
      code: 'NoSuchEntity',
    })
    await iam.deleteAccessKey({ AccessKeyId: key?.AccessKeyId })
  })
})
