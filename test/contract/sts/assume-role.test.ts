// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are policy variables
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { type AssumeRoleRequest, type Credentials, STS } from '@aws-sdk/client-sts'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { accounts, readPolicy, refuses } from '../iam/support.ts'
import { signedWith } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 5, 1))
const server = testServer({ clock })
const newAccount = accounts()

const statement = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
const trusting = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

/** An account with a role, and ways to assume it. */
async function accountWithRole(trust = trusting({ ...statement, Action: ['sts:*'] }), maxSeconds = 3600) {
  const account = newAccount()
  const iam = new IAM(server.config({ account }))
  const { Role } = await iam.createRole({
    RoleName: 'Deploy',
    Path: '/ci/',
    AssumeRolePolicyDocument: trust,
    MaxSessionDuration: maxSeconds,
  })
  const RoleArn = Role?.Arn
  const assume = (more: Partial<AssumeRoleRequest> = {}, sts = new STS(server.config({ account }))) =>
    sts.assumeRole({ RoleArn, RoleSessionName: 'run', ...more })
  return { account, iam, role: Role, RoleArn, assume }
}

const inSession = (credentials: Credentials | undefined) => new STS(signedWith(server, credentials))

/** A user of the account with a key. */
async function userOf(iam: IAM, UserName: string): Promise<STS> {
  await iam.createUser({ UserName })
  const { AccessKey } = await iam.createAccessKey({ UserName })
  return new STS({
    ...server.config(),
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  })
}

describe('AssumeRole', () => {
  it('opens a session that the front door knows', async () => {
    const { account, role, assume } = await accountWithRole()
    const { Credentials, AssumedRoleUser, PackedPolicySize } = await assume()
    const arn = `arn:aws:sts::${account}:assumed-role/Deploy/run`
    assert.deepEqual(AssumedRoleUser, { Arn: arn, AssumedRoleId: `${role?.RoleId}:run` })
    assert.equal(PackedPolicySize, undefined)
    assert.equal(Credentials?.Expiration?.getTime(), clock.now() + 3_600_000)
    const identity = await inSession(Credentials).getCallerIdentity({})
    assert.deepEqual([identity.Account, identity.Arn, identity.UserId], [account, arn, `${role?.RoleId}:run`])
  })

  it('ends', async () => {
    const { assume } = await accountWithRole()
    const { Credentials } = await assume({ DurationSeconds: 900 })
    await clock.advance(899_000)
    await inSession(Credentials).getCallerIdentity({})
    await clock.advance(1000)
    await refuses(inSession(Credentials).getCallerIdentity({}), { code: 'ExpiredToken', status: 403 })
  })

  it('refuses what is no role, and roles that are not there', async () => {
    const { account, assume } = await accountWithRole()
    const arns = [
      'nothing-valid-in-here-at-all',
      `arn:aws:iam::${account}:user/Deploy`,
      `arn:aws:s3:::something/role`,
    ]
    for (const RoleArn of arns)
      await refuses(assume({ RoleArn }), {
        code: 'ValidationError',
        message: `${RoleArn} is invalid`,
        status: 400,
      })
    // Paths are part of the name.
    const RoleArn = `arn:aws:iam::${account}:role/Deploy`
    await refuses(assume({ RoleArn }), {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:root is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      status: 403,
    })
    const long = `arn:aws:iam::${account}:role/${'x'.repeat(1900)}`
    await refuses(assume({ RoleArn: long }), { code: 'AccessDenied' })
    await refuses(assume({ RoleSessionName: 'a:b' }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    })
  })

  it('lasts no longer than the role allows', async () => {
    const { assume } = await accountWithRole(undefined, 7200)
    await assume({ DurationSeconds: 7200 })
    await refuses(assume({ DurationSeconds: 7201 }), {
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      status: 400,
    })
  })

  it('lasts no longer than an hour for who has temporary credentials already', async () => {
    const { assume } = await accountWithRole(undefined, 7200)
    const { Credentials } = await assume()
    await assume({}, inSession(Credentials))
    await refuses(assume({ DurationSeconds: 3601 }, inSession(Credentials)), {
      code: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    })
  })

  it('is for those whom the role trusts', async () => {
    const { account, iam, role, RoleArn, assume } = await accountWithRole()
    const anna = await userOf(iam, 'anna')
    const bea = await userOf(iam, 'bea')
    const Principal = { AWS: `arn:aws:iam::${account}:user/anna` }
    await iam.updateAssumeRolePolicy({
      RoleName: role?.RoleName,
      PolicyDocument: trusting({ ...statement, Principal }),
    })
    await assume({}, anna)
    await refuses(assume({}, bea), {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/bea is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    })
    await iam.updateAssumeRolePolicy({
      RoleName: role?.RoleName,
      PolicyDocument: trusting(
        { ...statement, Principal: { AWS: account } },
        { ...statement, Principal, Effect: 'Deny' },
      ),
    })
    await assume({}, bea)
    await refuses(assume({}, anna), { code: 'AccessDenied' })
  })

  it('crosses accounts', async () => {
    const { account, iam } = await accountWithRole()
    const anna = await userOf(iam, 'anna')
    const Principal = { AWS: `arn:aws:iam::${account}:root` }
    const there = await accountWithRole(trusting({ ...statement, Principal }))
    const { Credentials } = await there.assume({}, anna)
    assert.equal((await inSession(Credentials).getCallerIdentity({})).Account, there.account)
    const nowhere = await accountWithRole(trusting({ ...statement, Principal: { AWS: '999999999999' } }))
    await refuses(nowhere.assume({}, anna), { code: 'AccessDenied' })
  })

  it('asks for the external id that the role wants, of anybody', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'secret' } }
    const { iam, assume } = await accountWithRole(trusting({ ...statement, Condition }))
    const anna = await userOf(iam, 'anna')
    for (const sts of [anna, undefined]) {
      await assume({ ExternalId: 'secret' }, sts)
      await refuses(assume({ ExternalId: 'guess' }, sts), { code: 'AccessDenied' })
      await refuses(assume({}, sts), { code: 'AccessDenied' })
    }
  })

  it('lets a key that nobody issued assume what is for services, and no user', async () => {
    const Principal = { Service: 'lambda.amazonaws.com' }
    const { iam, assume } = await accountWithRole(trusting({ ...statement, Principal }))
    await assume()
    await refuses(assume({}, await userOf(iam, 'anna')), { code: 'AccessDenied' })
  })

  it('may ask for a session name, and for a multi-factor code', async () => {
    const named = { StringLike: { 'sts:RoleSessionName': '${aws:username}-*' } }
    const { iam, assume } = await accountWithRole(trusting({ ...statement, Condition: named }))
    const anna = await userOf(iam, 'anna')
    await assume({ RoleSessionName: 'anna-1' }, anna)
    await refuses(assume({ RoleSessionName: 'bea-1' }, anna), { code: 'AccessDenied' })

    const careful = await accountWithRole(
      trusting({ ...statement, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    )
    const carl = await userOf(careful.iam, 'carl')
    await refuses(careful.assume({}, carl), { code: 'AccessDenied' })
    const SerialNumber = `arn:aws:iam::${careful.account}:mfa/carl`
    await careful.assume({ SerialNumber, TokenCode: '123456' }, carl)
    const { Credentials } = await carl.getSessionToken({ SerialNumber, TokenCode: '123456' })
    await careful.assume({}, inSession(Credentials))
  })
})

describe('tags of the caller', () => {
  it('may be asked for: those of a user, and those of the role behind a session', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }
    const { iam, assume } = await accountWithRole(trusting({ ...statement, Condition }))
    const anna = await userOf(iam, 'anna')
    await refuses(assume({}, anna), { code: 'AccessDenied' })
    await iam.tagUser({ UserName: 'anna', Tags: [{ Key: 'Team', Value: 'blue' }] })
    await assume({}, anna)

    const first = await accountWithRole()
    const { Credentials } = await first.assume()
    await refuses(assume({}, inSession(Credentials)), { code: 'AccessDenied' })
    await first.iam.tagRole({ RoleName: 'Deploy', Tags: [{ Key: 'team', Value: 'blue' }] })
    await assume({}, inSession(Credentials))
    const { Credentials: other } = await first.assume({ Tags: [{ Key: 'team', Value: 'red' }] })
    await refuses(assume({}, inSession(other)), { code: 'AccessDenied' })
  })
})

describe('session tags', () => {
  it('need the permission to tag', async () => {
    const { iam, RoleArn, assume } = await accountWithRole(trusting(statement))
    const anna = await userOf(iam, 'anna')
    const { Arn } = await anna.getCallerIdentity({})
    await refuses(assume({ Tags: [{ Key: 'team', Value: 'blue' }] }, anna), {
      code: 'AccessDenied',
      message: `User: ${Arn} is not authorized to perform: sts:TagSession on resource: ${RoleArn}`,
    })
  })

  it('pass on when they are transitive, and cannot be replaced', async () => {
    const { assume } = await accountWithRole()
    const first = await assume({
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'cost', Value: '1' },
      ],
      TransitiveTagKeys: ['team'],
    })
    assert.ok((first.PackedPolicySize ?? 0) > 0)
    const Condition = {
      StringEquals: { 'aws:RequestTag/team': 'blue', 'aws:PrincipalTag/team': 'blue' },
      Null: { 'aws:RequestTag/cost': 'true' },
    }
    const trust = trusting({ ...statement, Action: ['sts:AssumeRole', 'sts:TagSession'], Condition })
    const next = await accountWithRole(trust)
    const second = await next.assume({}, inSession(first.Credentials))
    const last = await accountWithRole(
      trusting({
        ...statement,
        Action: 'sts:*',
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
      }),
    )
    await last.assume({}, inSession(second.Credentials))
    await refuses(assume({ Tags: [{ Key: 'TEAM', Value: 'red' }] }, inSession(first.Credentials)), {
      code: 'InvalidParameterValue',
      message:
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      status: 400,
    })
  })

  it('are held against the rules', async () => {
    const { assume } = await accountWithRole()
    await refuses(assume({ TransitiveTagKeys: ['team'] }), {
      code: 'InvalidParameterValue',
      message: 'The specified transitive tag key must be included in the requested tags.',
    })
    await refuses(
      assume({
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      }),
      {
        code: 'InvalidParameterValue',
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      },
    )
  })
})

describe('source identity', () => {
  it('stays through all further sessions', async () => {
    const { assume } = await accountWithRole()
    const first = await assume({ SourceIdentity: 'anna' })
    assert.equal(first.SourceIdentity, 'anna')
    const second = await assume({}, inSession(first.Credentials))
    assert.equal(second.SourceIdentity, 'anna')
    await refuses(assume({ SourceIdentity: 'bea' }, inSession(second.Credentials)), { code: 'AccessDenied' })
  })

  it('needs the permission to set it', async () => {
    const { iam, assume } = await accountWithRole(trusting(statement))
    await refuses(assume({ SourceIdentity: 'anna' }, await userOf(iam, 'anna')), {
      code: 'AccessDenied',
      message: /sts:SetSourceIdentity/,
    })
  })
})

describe('session policies', () => {
  it('are taken and measured', async () => {
    const { assume } = await accountWithRole()
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    const { PackedPolicySize = 0 } = await assume({ Policy: readPolicy, PolicyArns: [{ arn }] })
    assert.ok(PackedPolicySize > 0 && PackedPolicySize < 100)
  })

  it('are refused when malformed, too large or too many', async () => {
    const { assume } = await accountWithRole()
    await refuses(assume({ Policy: '{' }), { code: 'MalformedPolicyDocument' })
    const Policy = readPolicy.replace('"*"', `"arn:aws:s3:::${'x'.repeat(2100)}"`)
    await refuses(assume({ Policy }), {
      code: 'PackedPolicyTooLarge',
      message: /^Packed policy consumes 1\d\d% /,
    })
    const PolicyArns = Array.from({ length: 11 }, (_, index) => ({
      arn: `arn:aws:iam::aws:policy/P${index}`,
    }))
    await refuses(assume({ PolicyArns }), { code: 'ValidationError' })
  })
})
