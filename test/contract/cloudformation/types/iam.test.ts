/** The resource types of IAM, as Cloud Control drives them: what they make is asked of IAM itself. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, template, updated } from '../support.ts'
import { outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000002'
const resources = new Resources(() => server.config({ account }))
let client: IAM | undefined
const iam = () => {
  client ??= new IAM(server.config({ account }))
  return client
}

const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
})
const allowing = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

describe('AWS::IAM::Role', () => {
  it('has policies, and is changed in place', async () => {
    const type = 'AWS::IAM::Role'
    const id = await resources.create(type, {
      RoleName: 'worker',
      Path: '/app/',
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      Description: 'works',
      MaxSessionDuration: 7200,
      ManagedPolicyArns: [basic],
      PermissionsBoundary: readOnly,
      Policies: [
        { PolicyName: 'one', PolicyDocument: allowing('s3:GetObject') },
        { PolicyName: 'two', PolicyDocument: allowing('sqs:SendMessage') },
      ],
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(id, 'worker')
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:iam::${account}:role/app/worker`)
    assert.match(String(model.RoleId), /^AROA/)
    assert.deepEqual(model.ManagedPolicyArns, [basic])
    assert.equal((model.Policies as unknown[]).length, 2)
    assert.deepEqual(model.AssumeRolePolicyDocument, trust('lambda.amazonaws.com'))
    await resources.update(type, id, {
      AssumeRolePolicyDocument: trust('states.amazonaws.com'),
      Description: null,
      MaxSessionDuration: null,
      ManagedPolicyArns: [readOnly],
      PermissionsBoundary: null,
      Policies: [{ PolicyName: 'two', PolicyDocument: allowing('sqs:ReceiveMessage') }],
      Tags: null,
    })
    const { Role } = await iam().getRole({ RoleName: id })
    assert.deepEqual(
      JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')),
      trust('states.amazonaws.com'),
    )
    assert.equal(Role?.Description ?? '', '')
    assert.equal(Role?.MaxSessionDuration, 3600)
    assert.equal(Role?.PermissionsBoundary, undefined)
    assert.deepEqual(Role?.Tags ?? [], [])
    assert.deepEqual((await iam().listRolePolicies({ RoleName: id })).PolicyNames, ['two'])
    const { PolicyDocument = '' } = await iam().getRolePolicy({ RoleName: id, PolicyName: 'two' })
    assert.match(decodeURIComponent(PolicyDocument), /ReceiveMessage/)
    await resources.remove(type, id)
    await refused(iam().getRole({ RoleName: id }), 'NoSuchEntity')
  })

  it('leaves nothing behind when its creation fails half-way, and does not take what is there', async () => {
    const properties = { RoleName: 'half', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }
    const failure = await resources.createFails('AWS::IAM::Role', {
      ...properties,
      ManagedPolicyArns: [`arn:aws:iam::${account}:policy/none`],
    })
    assert.equal(failure.ErrorCode, 'NotFound')
    await refused(iam().getRole({ RoleName: 'half' }), 'NoSuchEntity')
    await resources.create('AWS::IAM::Role', properties)
    const second = await resources.createFails('AWS::IAM::Role', properties)
    assert.equal(second.ErrorCode, 'AlreadyExists')
    assert.ok(await iam().getRole({ RoleName: 'half' }))
  })
})

describe('users, groups and policies', () => {
  it('AWS::IAM::User, Group, UserToGroupAddition and AccessKey', async () => {
    const group = await resources.create('AWS::IAM::Group', {
      GroupName: 'team',
      ManagedPolicyArns: [readOnly],
    })
    const user = await resources.create('AWS::IAM::User', {
      UserName: 'anna',
      Groups: [group],
      LoginProfile: { Password: 'Very-secret-1' },
      Policies: [{ PolicyName: 'own', PolicyDocument: allowing('s3:*') }],
    })
    assert.deepEqual(
      (await iam().getGroup({ GroupName: group })).Users?.map((one) => one.UserName),
      ['anna'],
    )
    assert.ok(await iam().getLoginProfile({ UserName: user }))
    await resources.update('AWS::IAM::User', user, { Groups: null, Path: '/people/' })
    const model = await resources.read('AWS::IAM::User', user)
    assert.equal(model.Arn, `arn:aws:iam::${account}:user/people/anna`)
    assert.equal(model.Groups, undefined)
    // Its id says nothing of the group: it can be made, and CloudFormation can take it away again.
    await resources.create('AWS::IAM::UserToGroupAddition', { GroupName: group, Users: [user] })
    assert.equal((await iam().getGroup({ GroupName: group })).Users?.length, 1)
    const key = await resources.create('AWS::IAM::AccessKey', { UserName: user, Status: 'Inactive' })
    const { AccessKeyMetadata = [] } = await iam().listAccessKeys({ UserName: user })
    assert.deepEqual(
      AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]),
      [[key, 'Inactive']],
    )
    await resources.remove('AWS::IAM::AccessKey', key)
    await iam().removeUserFromGroup({ GroupName: group, UserName: user })
    await resources.remove('AWS::IAM::User', user)
    await resources.remove('AWS::IAM::Group', group)
    await refused(iam().getUser({ UserName: user }), 'NoSuchEntity')
  })

  it('AWS::IAM::ManagedPolicy makes versions, and lets the oldest go', async () => {
    const RoleName = await resources.create('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    })
    const type = 'AWS::IAM::ManagedPolicy'
    const arn = await resources.create(type, {
      ManagedPolicyName: 'shared',
      PolicyDocument: allowing('s3:GetObject'),
      Roles: [RoleName],
    })
    assert.equal(arn, `arn:aws:iam::${account}:policy/shared`)
    for (const action of ['a', 'b', 'c', 'd', 'e'])
      await resources.update(type, arn, { PolicyDocument: allowing(`s3:${action}`) })
    const model = await resources.read(type, arn)
    assert.equal(model.DefaultVersionId, 'v6')
    assert.deepEqual(model.Roles, [RoleName])
    assert.deepEqual(model.PolicyDocument, allowing('s3:e'))
    await resources.update(type, arn, { Roles: null })
    await resources.remove(type, arn)
    await refused(iam().getPolicy({ PolicyArn: arn }), 'NoSuchEntity')
  })

  it('AWS::IAM::RolePolicy and Policy', async () => {
    const RoleName = await resources.create('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    })
    const properties = { RoleName, PolicyName: 'extra', PolicyDocument: allowing('s3:GetObject') }
    const id = await resources.create('AWS::IAM::RolePolicy', properties)
    assert.equal(id, `extra|${RoleName}`)
    await resources.update('AWS::IAM::RolePolicy', id, { PolicyDocument: allowing('s3:PutObject') })
    const read = await resources.read('AWS::IAM::RolePolicy', id)
    assert.deepEqual(read.PolicyDocument, allowing('s3:PutObject'))
    assert.equal((await resources.createFails('AWS::IAM::RolePolicy', properties)).ErrorCode, 'AlreadyExists')
    await resources.create('AWS::IAM::Policy', {
      PolicyName: 'whole',
      PolicyDocument: allowing('s3:*'),
      Roles: [RoleName],
    })
    assert.deepEqual((await iam().listRolePolicies({ RoleName })).PolicyNames, ['extra', 'whole'])
    await resources.remove('AWS::IAM::RolePolicy', id)
    assert.deepEqual((await iam().listRolePolicies({ RoleName })).PolicyNames, ['whole'])
  })
})

describe('the rest of IAM', () => {
  it('AWS::IAM::InstanceProfile', async () => {
    const roles: string[] = []
    for (const RoleName of ['first', 'second'])
      roles.push(
        await resources.create('AWS::IAM::Role', {
          RoleName,
          AssumeRolePolicyDocument: trust('ec2.amazonaws.com'),
        }),
      )
    const type = 'AWS::IAM::InstanceProfile'
    const id = await resources.create(type, { InstanceProfileName: 'machines', Roles: ['first'] })
    await resources.update(type, id, { Roles: ['second'] })
    const model = await resources.read(type, id)
    assert.deepEqual(model.Roles, ['second'])
    assert.equal(model.Arn, `arn:aws:iam::${account}:instance-profile/machines`)
    await resources.remove(type, id)
    await refused(iam().getInstanceProfile({ InstanceProfileName: id }), 'NoSuchEntity')
  })

  it('AWS::IAM::OIDCProvider and ServiceLinkedRole', async () => {
    const type = 'AWS::IAM::OIDCProvider'
    const arn = await resources.create(type, {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    })
    assert.equal(arn, `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`)
    await resources.update(type, arn, { ClientIdList: ['other'] })
    assert.deepEqual((await resources.read(type, arn)).ClientIdList, ['other'])
    await resources.remove(type, arn)
    await refused(resources.read(type, arn), 'ResourceNotFoundException')
    const linked = await resources.create('AWS::IAM::ServiceLinkedRole', {
      AWSServiceName: 'elasticloadbalancing.amazonaws.com',
    })
    assert.equal(linked, 'AWSServiceRoleForElasticLoadBalancing')
    await resources.remove('AWS::IAM::ServiceLinkedRole', linked)
    await refused(iam().getRole({ RoleName: linked }), 'NoSuchEntity')
  })

  it('AWS::IAM::VirtualMFADevice is refused as its operation is', async () => {
    const failure = await resources.createFails('AWS::IAM::VirtualMFADevice', { Users: ['anna'] })
    assert.match(failure.StatusMessage ?? '', /CreateVirtualMFADevice/)
  })
})

describe('a stack with identities', () => {
  const stackOf = (action: string, users: readonly string[], path = '/') =>
    template(
      {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), Path: path },
        },
        Group: { Type: 'AWS::IAM::Group' },
        Anna: { Type: 'AWS::IAM::User' },
        Ben: { Type: 'AWS::IAM::User' },
        Membership: {
          Type: 'AWS::IAM::UserToGroupAddition',
          Properties: { GroupName: ref('Group'), Users: users.map(ref) },
        },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'inline',
            PolicyDocument: allowing(action),
            Roles: [ref('Role')],
            Users: users.map(ref),
          },
        },
        Managed: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { PolicyDocument: allowing(action), Groups: [ref('Group')], Roles: [ref('Role')] },
        },
        Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: ref('Anna') } },
        Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Role')] } },
        GroupPolicy: {
          Type: 'AWS::IAM::GroupPolicy',
          Properties: { GroupName: ref('Group'), PolicyName: 'group', PolicyDocument: allowing(action) },
        },
      },
      outputs(
        'Role',
        'Role.Arn',
        'Role.RoleId',
        'Group',
        'Anna',
        'Anna.Arn',
        'Membership',
        'Policy',
        'Managed',
        'Key',
        'Key.SecretAccessKey',
        'Profile',
        'Profile.Arn',
        'GroupPolicy',
      ),
    )

  it('is created, updated in place, replaced and deleted', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const capabilities = { Capabilities: ['CAPABILITY_IAM'] }
    const stack = await created(server, cfn, 'who', stackOf('s3:GetObject', ['Anna']), capabilities)
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const { Role = '', Group = '', Anna = '' } = out
    assert.equal(out.RoleArn, `arn:aws:iam::${account}:role/${Role}`)
    assert.equal(out.AnnaArn, `arn:aws:iam::${account}:user/${Anna}`)
    assert.match(out.Managed ?? '', new RegExp(`^arn:aws:iam::${account}:policy/who-Managed-`))
    assert.match(out.Key ?? '', /^AKIA/)
    assert.ok((out.KeySecretAccessKey ?? '').length >= 40)
    assert.equal(out.ProfileArn, `arn:aws:iam::${account}:instance-profile/${out.Profile}`)
    assert.equal(out.GroupPolicy, `group|${Group}`)
    const members = async () => (await iam().getGroup({ GroupName: Group })).Users?.map((one) => one.UserName)
    assert.deepEqual(await members(), [Anna])
    assert.equal((await iam().listRoleTags({ RoleName: Role })).Tags?.length, 3)

    const next = await updated(server, cfn, 'who', stackOf('s3:PutObject', ['Ben']), capabilities)
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const Ben = (await members())?.[0] ?? ''
    assert.match(Ben, /^who-Ben-/)
    assert.deepEqual((await iam().listUserPolicies({ UserName: Anna })).PolicyNames, [])
    const { PolicyDocument = '' } = await iam().getUserPolicy({ UserName: Ben, PolicyName: 'inline' })
    assert.match(decodeURIComponent(PolicyDocument), /PutObject/)
    const { Policy } = await iam().getPolicy({ PolicyArn: out.Managed })
    assert.equal(Policy?.DefaultVersionId, 'v2')

    const moved = await updated(server, cfn, 'who', stackOf('s3:PutObject', ['Ben'], '/app/'), capabilities)
    assert.equal(moved.StackStatus, 'UPDATE_COMPLETE', moved.StackStatusReason)
    assert.notEqual(outputsOf(moved).Role, Role)
    await refused(iam().getRole({ RoleName: Role }), 'NoSuchEntity')
    const gone = await deleted(server, cfn, moved)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    await refused(iam().getGroup({ GroupName: Group }), 'NoSuchEntity')
  })
})
