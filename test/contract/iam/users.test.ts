import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, readPolicy, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()
const newIam = () => new IAM(server.config({ account: newAccount() }))

describe('users', () => {
  it('are made, read, listed, renamed and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { User: made } = await iam.createUser({ UserName: 'Anna', Path: '/team/' })
    assert.match(made?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
    assert.equal(made?.Arn, `arn:aws:iam::${account}:user/team/Anna`)
    assert.equal(made?.CreateDate?.getMilliseconds(), 0)
    assert.deepEqual((await iam.getUser({ UserName: 'Anna' })).User, made)
    assert.deepEqual((await iam.listUsers({})).Users, [made])

    await iam.updateUser({ UserName: 'Anna', NewUserName: 'Bea', NewPath: '/' })
    const { User: renamed } = await iam.getUser({ UserName: 'Bea' })
    assert.equal(renamed?.UserId, made?.UserId)
    assert.equal(renamed?.Arn, `arn:aws:iam::${account}:user/Bea`)
    await refuses(iam.getUser({ UserName: 'Anna' }), {
      code: 'NoSuchEntity',
      message: 'The user with name Anna cannot be found.',
      status: 404,
    })
    await iam.deleteUser({ UserName: 'Bea' })
    assert.deepEqual((await iam.listUsers({})).Users, [])
  })

  it('have names that are unique whatever their case', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    await refuses(iam.createUser({ UserName: 'ANNA' }), {
      code: 'EntityAlreadyExists',
      message: 'User with name ANNA already exists.',
      status: 409,
    })
    await iam.createUser({ UserName: 'bea' })
    await refuses(iam.updateUser({ UserName: 'bea', NewUserName: 'Anna' }), { code: 'EntityAlreadyExists' })
    await iam.updateUser({ UserName: 'anna', NewUserName: 'Anna' })
    assert.equal((await iam.getUser({ UserName: 'Anna' })).User?.UserName, 'Anna')
  })

  it('of one account are unknown in another', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    await refuses(newIam().getUser({ UserName: 'anna' }), { code: 'NoSuchEntity' })
  })

  it("are refused in IAM's words when names or paths are malformed", async () => {
    const iam = newIam()
    await refuses(iam.createUser({ UserName: 'an na' }), {
      code: 'ValidationError',
      message:
        'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      status: 400,
    })
    await refuses(iam.createUser({ UserName: 'anna', Path: 'team' }), {
      code: 'ValidationError',
      message:
        'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    })
    await refuses(iam.createUser({ UserName: 'a'.repeat(65) }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
    })
  })

  it('are listed page by page, by path', async () => {
    const iam = newIam()
    for (let index = 0; index < 5; index++)
      await iam.createUser({ UserName: `u${index}`, Path: index % 2 ? '/odd/' : '/even/' })
    const first = await iam.listUsers({ MaxItems: 2 })
    assert.equal(first.IsTruncated, true)
    assert.deepEqual(
      first.Users?.map((user) => user.UserName),
      ['u0', 'u1'],
    )
    const second = await iam.listUsers({ MaxItems: 2, Marker: first.Marker })
    assert.deepEqual(
      second.Users?.map((user) => user.UserName),
      ['u2', 'u3'],
    )
    const last = await iam.listUsers({ MaxItems: 2, Marker: second.Marker })
    assert.deepEqual(
      last.Users?.map((user) => user.UserName),
      ['u4'],
    )
    assert.equal(last.IsTruncated, false)
    assert.equal(last.Marker, undefined)

    const even = await iam.listUsers({ PathPrefix: '/ev', MaxItems: 2 })
    assert.deepEqual(
      even.Users?.map((user) => user.UserName),
      ['u0', 'u2'],
    )
    const rest = await iam.listUsers({ PathPrefix: '/ev', MaxItems: 2, Marker: even.Marker })
    assert.deepEqual(
      rest.Users?.map((user) => user.UserName),
      ['u4'],
    )
    await refuses(iam.listUsers({ Marker: 'nonsense' }), {
      code: 'ValidationError',
      message: 'Invalid Marker.',
    })
    await refuses(iam.listUsers({ Marker: even.Marker }), {
      code: 'ValidationError',
      message: 'Invalid Marker.',
    })
  })

  it('cannot be deleted while they have anything', async () => {
    const iam = newIam()
    const UserName = 'anna'
    const conflict = (message: string) =>
      refuses(iam.deleteUser({ UserName }), { code: 'DeleteConflict', message, status: 409 })
    await iam.createUser({ UserName })
    await iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: readPolicy })
    await conflict('Cannot delete entity, must delete policies first.')
    await iam.deleteUserPolicy({ UserName, PolicyName: 'p' })
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    await iam.attachUserPolicy({ UserName, PolicyArn })
    await conflict('Cannot delete entity, must detach all policies first.')
    await iam.detachUserPolicy({ UserName, PolicyArn })
    await iam.createLoginProfile({ UserName, Password: 'Abcdefgh1!' })
    await conflict('Cannot delete entity, must delete login profile first.')
    await iam.deleteLoginProfile({ UserName })
    const { AccessKey } = await iam.createAccessKey({ UserName })
    await conflict('Cannot delete entity, must delete access keys first.')
    await iam.deleteAccessKey({ UserName, AccessKeyId: AccessKey?.AccessKeyId })
    await iam.createGroup({ GroupName: 'g' })
    await iam.addUserToGroup({ UserName, GroupName: 'g' })
    await conflict('Cannot delete entity, must remove users from group first.')
    await iam.removeUserFromGroup({ UserName, GroupName: 'g' })
    await iam.deleteUser({ UserName })
  })

  it('are the root user when nobody is named', async () => {
    const account = newAccount()
    const { User } = await new IAM(server.config({ account })).getUser({})
    assert.equal(User?.Arn, `arn:aws:iam::${account}:root`)
    assert.equal(User?.UserId, account)
  })

  it('have tags, whose keys are one whatever their case', async () => {
    const iam = newIam()
    const { User } = await iam.createUser({ UserName: 'anna', Tags: [{ Key: 'Team', Value: 'blue' }] })
    assert.deepEqual(User?.Tags, [{ Key: 'Team', Value: 'blue' }])
    await iam.tagUser({
      UserName: 'anna',
      Tags: [
        { Key: 'team', Value: 'red' },
        { Key: 'A', Value: '' },
      ],
    })
    const listed = [
      { Key: 'A', Value: '' },
      { Key: 'team', Value: 'red' },
    ]
    assert.deepEqual((await iam.listUserTags({ UserName: 'anna' })).Tags, listed)
    assert.deepEqual((await iam.getUser({ UserName: 'anna' })).User?.Tags, listed)
    const page = await iam.listUserTags({ UserName: 'anna', MaxItems: 1 })
    assert.deepEqual([page.Tags?.length, page.IsTruncated], [1, true])
    await iam.untagUser({ UserName: 'anna', TagKeys: ['TEAM'] })
    assert.deepEqual((await iam.listUserTags({ UserName: 'anna' })).Tags, [{ Key: 'A', Value: '' }])
    await refuses(iam.tagUser({ UserName: 'nobody', Tags: [] }), {
      code: 'NoSuchEntity',
      message: 'The user with name nobody cannot be found.',
    })
    await refuses(
      iam.tagUser({
        UserName: 'anna',
        Tags: [
          { Key: 'x', Value: '1' },
          { Key: 'X', Value: '2' },
        ],
      }),
      {
        code: 'InvalidInput',
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
        status: 400,
      },
    )
  })

  it('have inline policies and a permissions boundary', async () => {
    const iam = newIam()
    const UserName = 'anna'
    await iam.createUser({ UserName })
    await iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: readPolicy })
    assert.deepEqual((await iam.listUserPolicies({ UserName })).PolicyNames, ['p'])
    const { PolicyDocument = '' } = await iam.getUserPolicy({ UserName, PolicyName: 'p' })
    assert.equal(decodeURIComponent(PolicyDocument), readPolicy)
    const large = readPolicy.replace('"*"', `"arn:aws:s3:::${'x'.repeat(2000)}"`)
    await refuses(iam.putUserPolicy({ UserName, PolicyName: 'q', PolicyDocument: large }), {
      code: 'LimitExceeded',
      message: 'Maximum policy size of 2048 bytes exceeded for user anna',
    })
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
    await iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary })
    const { User } = await iam.getUser({ UserName })
    assert.equal(User?.PermissionsBoundary?.PermissionsBoundaryArn, PermissionsBoundary)
    await iam.deleteUserPermissionsBoundary({ UserName })
    assert.equal((await iam.getUser({ UserName })).User?.PermissionsBoundary, undefined)
  })

  it('have none of the credentials that cannot be made here', async () => {
    const iam = newIam()
    const UserName = 'anna'
    await iam.createUser({ UserName })
    assert.deepEqual((await iam.listMFADevices({ UserName })).MFADevices, [])
    assert.deepEqual((await iam.listVirtualMFADevices({})).VirtualMFADevices, [])
    assert.deepEqual((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys, [])
    assert.deepEqual((await iam.listSigningCertificates({ UserName })).Certificates, [])
    const { ServiceSpecificCredentials } = await iam.listServiceSpecificCredentials({ UserName })
    assert.deepEqual(ServiceSpecificCredentials, [])
    await refuses(iam.listMFADevices({ UserName: 'nobody' }), { code: 'NoSuchEntity' })
    await refuses(iam.createVirtualMFADevice({ VirtualMFADeviceName: 'm' }), {
      code: 'NotImplemented',
      status: 501,
    })
  })

  it('survive many changes at once', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    await Promise.all(keys.map((Key) => iam.tagUser({ UserName: 'anna', Tags: [{ Key, Value: Key }] })))
    assert.equal((await iam.listUserTags({ UserName: 'anna' })).Tags?.length, 20)
    const made = await Promise.allSettled(keys.map(() => iam.createUser({ UserName: 'bea' })))
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 1)
  })
})

describe('login profiles', () => {
  it('are made, changed and deleted, and follow their user', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    const { LoginProfile } = await iam.createLoginProfile({ UserName: 'anna', Password: 'Abcdefgh1!' })
    assert.equal(LoginProfile?.PasswordResetRequired, false)
    await refuses(iam.createLoginProfile({ UserName: 'anna', Password: 'Abcdefgh1!' }), {
      code: 'EntityAlreadyExists',
      message: 'Login Profile for user anna already exists.',
    })
    await iam.updateLoginProfile({ UserName: 'anna', PasswordResetRequired: true })
    await iam.updateUser({ UserName: 'anna', NewUserName: 'bea' })
    const { LoginProfile: found } = await iam.getLoginProfile({ UserName: 'bea' })
    assert.deepEqual([found?.UserName, found?.PasswordResetRequired], ['bea', true])
    await iam.deleteLoginProfile({ UserName: 'bea' })
    const absent = { code: 'NoSuchEntity', message: 'Login Profile for User bea cannot be found.' }
    await refuses(iam.getLoginProfile({ UserName: 'bea' }), absent)
    await refuses(iam.deleteLoginProfile({ UserName: 'bea' }), absent)
    await refuses(iam.createLoginProfile({ UserName: 'nobody', Password: 'Abcdefgh1!' }), {
      code: 'NoSuchEntity',
      message: 'The user with name nobody cannot be found.',
    })
  })

  it("hold passwords against the account's rules, and let users change their own", async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    await iam.createUser({ UserName: 'anna' })
    await refuses(iam.createLoginProfile({ UserName: 'anna', Password: 'short' }), {
      code: 'PasswordPolicyViolation',
      status: 400,
    })
    await iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 12, RequireSymbols: true })
    await refuses(iam.createLoginProfile({ UserName: 'anna', Password: 'Abcdefgh1!' }), {
      code: 'PasswordPolicyViolation',
    })
    await iam.createLoginProfile({ UserName: 'anna', Password: 'abcdefghijkl!' })
    const { AccessKey } = await iam.createAccessKey({ UserName: 'anna' })
    const anna = new IAM({
      ...server.config({ account }),
      credentials: {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      },
    })
    await refuses(anna.changePassword({ OldPassword: 'wrong', NewPassword: 'abcdefghijkl?-' }), {
      code: 'AccessDenied',
    })
    await anna.changePassword({ OldPassword: 'abcdefghijkl!', NewPassword: 'mnopqrstuvwx!' })
    await refuses(iam.changePassword({ OldPassword: 'a', NewPassword: 'b' }), { code: 'InvalidUserType' })
  })
})
