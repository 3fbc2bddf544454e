import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM, paginateGetAccountAuthorizationDetails } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, lambdaTrust, readPolicy, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()

describe('an account', () => {
  it('has one alias, which no other has', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const other = new IAM(server.config({ account: newAccount() }))
    await iam.createAccountAlias({ AccountAlias: 'first' })
    await refuses(other.createAccountAlias({ AccountAlias: 'first' }), {
      code: 'EntityAlreadyExists',
      message: 'The account alias first already exists.',
      status: 409,
    })
    await iam.createAccountAlias({ AccountAlias: 'second' })
    assert.deepEqual((await iam.listAccountAliases({})).AccountAliases, ['second'])
    await other.createAccountAlias({ AccountAlias: 'first' })
    await refuses(iam.deleteAccountAlias({ AccountAlias: 'first' }), {
      code: 'NoSuchEntity',
      message: 'The account alias with name first cannot be found.',
    })
    await iam.deleteAccountAlias({ AccountAlias: 'second' })
    assert.deepEqual((await iam.listAccountAliases({})).AccountAliases, [])
  })

  it('has rules for passwords', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    await refuses(iam.getAccountPasswordPolicy({}), {
      code: 'NoSuchEntity',
      message: `The Password Policy with domain name ${account} cannot be found.`,
      status: 404,
    })
    await iam.updateAccountPasswordPolicy({})
    assert.deepEqual((await iam.getAccountPasswordPolicy({})).PasswordPolicy, {
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      MinimumPasswordLength: 6,
      RequireLowercaseCharacters: false,
      RequireNumbers: false,
      RequireSymbols: false,
      RequireUppercaseCharacters: false,
    })
    await iam.updateAccountPasswordPolicy({
      MaxPasswordAge: 60,
      PasswordReusePrevention: 3,
      HardExpiry: true,
    })
    const { PasswordPolicy } = await iam.getAccountPasswordPolicy({})
    assert.deepEqual(
      [PasswordPolicy?.ExpirePasswords, PasswordPolicy?.MaxPasswordAge, PasswordPolicy?.HardExpiry],
      [true, 60, true],
    )
    await refuses(
      iam.updateAccountPasswordPolicy({
        MinimumPasswordLength: 129,
        PasswordReusePrevention: 25,
        MaxPasswordAge: 1096,
      }),
      {
        code: 'ValidationError',
        message:
          /^3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value less than or equal to 128; /,
      },
    )
    await iam.deleteAccountPasswordPolicy({})
    await refuses(iam.deleteAccountPasswordPolicy({}), {
      code: 'NoSuchEntity',
      message: 'The account policy with name PasswordPolicy cannot be found.',
    })
  })

  it('is summed up', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const { SummaryMap: before } = await iam.getAccountSummary({})
    assert.deepEqual([before?.Users, before?.UsersQuota, before?.RolePolicySizeQuota], [0, 5000, 10_240])
    await iam.createUser({ UserName: 'u' })
    await iam.createGroup({ GroupName: 'g' })
    await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    await iam.createPolicy({ PolicyName: 'p', PolicyDocument: readPolicy })
    await iam.createOpenIDConnectProvider({ Url: 'https://a.example.com' })
    const { SummaryMap: after } = await iam.getAccountSummary({})
    assert.deepEqual(
      [
        after?.Users,
        after?.Groups,
        after?.Roles,
        after?.Policies,
        after?.PolicyVersionsInUse,
        after?.Providers,
      ],
      [1, 1, 1, 1, 1, 1],
    )
  })

  it('is told as a whole', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const aws = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    const { Policy } = await iam.createPolicy({ PolicyName: 'p', PolicyDocument: readPolicy })
    await iam.createUser({ UserName: 'u', Tags: [{ Key: 'k', Value: 'v' }] })
    await iam.putUserPolicy({ UserName: 'u', PolicyName: 'i', PolicyDocument: readPolicy })
    await iam.createGroup({ GroupName: 'g' })
    await iam.addUserToGroup({ UserName: 'u', GroupName: 'g' })
    await iam.attachGroupPolicy({ GroupName: 'g', PolicyArn: Policy?.Arn })
    await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn: aws })
    await iam.createInstanceProfile({ InstanceProfileName: 'i' })
    await iam.addRoleToInstanceProfile({ RoleName: 'r', InstanceProfileName: 'i' })

    const all = await iam.getAccountAuthorizationDetails({})
    assert.equal(all.IsTruncated, false)
    const [user] = all.UserDetailList ?? []
    assert.deepEqual([user?.UserName, user?.GroupList, user?.Tags], ['u', ['g'], [{ Key: 'k', Value: 'v' }]])
    assert.equal(decodeURIComponent(user?.UserPolicyList?.[0]?.PolicyDocument ?? ''), readPolicy)
    const [group] = all.GroupDetailList ?? []
    assert.deepEqual(group?.AttachedManagedPolicies, [{ PolicyName: 'p', PolicyArn: Policy?.Arn }])
    const [role] = all.RoleDetailList ?? []
    assert.equal(role?.InstanceProfileList?.[0]?.Roles?.[0]?.RoleName, 'r')
    assert.deepEqual(role?.RoleLastUsed, {})
    assert.deepEqual(
      all.Policies?.map((policy) => policy.PolicyName),
      ['p', 'AmazonS3ReadOnlyAccess'],
    )
    assert.equal(decodeURIComponent(all.Policies?.[0]?.PolicyVersionList?.[0]?.Document ?? ''), readPolicy)

    const roles = await iam.getAccountAuthorizationDetails({ Filter: ['Role'] })
    assert.deepEqual(
      [roles.RoleDetailList?.length, roles.UserDetailList?.length, roles.Policies?.length],
      [1, 0, 0],
    )
    let pages = 0
    const client = iam
    for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize: 2 }, {})) {
      pages++
      const {
        UserDetailList: u = [],
        GroupDetailList: g = [],
        RoleDetailList: r = [],
        Policies: p = [],
      } = page
      assert.ok(u.length + g.length + r.length + p.length <= 2)
    }
    assert.equal(pages, 3)
  })
})
