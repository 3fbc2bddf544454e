import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, lambdaTrust, readPolicy, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()
const newIam = () => new IAM(server.config({ account: newAccount() }))
const trust = { AssumeRolePolicyDocument: lambdaTrust }

describe('roles', () => {
  it('are made and read', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Role: made } = await iam.createRole({
      RoleName: 'Run',
      Path: '/app/',
      Description: 'runs',
      ...trust,
    })
    assert.match(made?.RoleId ?? '', /^AROA[A-Z2-7]{17}$/)
    assert.equal(made?.Arn, `arn:aws:iam::${account}:role/app/Run`)
    assert.equal(made?.Description, undefined)
    assert.equal(made?.MaxSessionDuration, undefined)
    const { Role: found } = await iam.getRole({ RoleName: 'Run' })
    assert.equal(found?.Description, 'runs')
    assert.equal(found?.MaxSessionDuration, 3600)
    assert.deepEqual(found?.RoleLastUsed, {})
    assert.equal(decodeURIComponent(found?.AssumeRolePolicyDocument ?? ''), lambdaTrust)
    assert.match(found?.AssumeRolePolicyDocument ?? '', /^[A-Za-z0-9\-._~%]+$/)
    const { Roles } = await iam.listRoles({ PathPrefix: '/app/' })
    assert.deepEqual(
      Roles?.map((role) => [role.RoleName, role.Description, role.RoleLastUsed]),
      [['Run', 'runs', undefined]],
    )
  })

  it('that are not there are refused', async () => {
    const iam = newIam()
    const absent = { code: 'NoSuchEntity', message: 'The role with name x cannot be found.', status: 404 }
    await refuses(iam.getRole({ RoleName: 'x' }), absent)
    await refuses(iam.deleteRole({ RoleName: 'x' }), absent)
    await refuses(iam.updateRole({ RoleName: 'x' }), absent)
    await refuses(iam.updateAssumeRolePolicy({ RoleName: 'x', PolicyDocument: lambdaTrust }), absent)
    await refuses(iam.putRolePolicy({ RoleName: 'x', PolicyName: 'p', PolicyDocument: readPolicy }), absent)
    await refuses(iam.listAttachedRolePolicies({ RoleName: 'x' }), absent)
    await refuses(iam.tagRole({ RoleName: 'x', Tags: [] }), absent)
  })

  it('are there once', async () => {
    const iam = newIam()
    await iam.createRole({ RoleName: 'Run', ...trust })
    await refuses(iam.createRole({ RoleName: 'run', ...trust }), {
      code: 'EntityAlreadyExists',
      message: 'Role with name run already exists.',
      status: 409,
    })
  })

  it('change', async () => {
    const iam = newIam()
    await iam.createRole({ RoleName: 'Run', ...trust })
    await iam.updateRole({ RoleName: 'Run', Description: 'a', MaxSessionDuration: 7200 })
    const { Role } = await iam.updateRoleDescription({ RoleName: 'Run', Description: 'b' })
    assert.equal(Role?.Description, 'b')
    await iam.updateRole({ RoleName: 'Run' })
    const { Role: found } = await iam.getRole({ RoleName: 'Run' })
    assert.deepEqual([found?.Description, found?.MaxSessionDuration], ['b', 7200])
  })

  it('trust whom their policies name, if they can', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    await iam.createRole({ RoleName: 'Run', ...trust })
    const put = (document: object | string) =>
      iam.updateAssumeRolePolicy({
        RoleName: 'Run',
        PolicyDocument: typeof document === 'string' ? document : JSON.stringify(document),
      })
    const malformed = (document: object | string, message: string) =>
      refuses(put(document), { code: 'MalformedPolicyDocument', message, status: 400 })
    const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }
    await malformed('{', 'This policy contains invalid Json')
    await malformed({ Statement: { ...statement, Resource: '*' } }, 'Has prohibited field Resource')
    await malformed(
      { Statement: { ...statement, Action: 's3:GetObject' } },
      'AssumeRole policy may only specify STS AssumeRole actions.',
    )
    const Anna = `arn:aws:iam::${account}:user/Anna`
    const naming = { Statement: { ...statement, Principal: { AWS: Anna } } }
    await malformed(naming, `Invalid principal in policy: "AWS":"${Anna}"`)
    await iam.createUser({ UserName: 'Anna' })
    await put(naming)
    await put({ Statement: { ...statement, Principal: { AWS: 'arn:aws:iam::999999999999:role/Elsewhere' } } })
    const long = { Statement: { ...statement, Sid: 'x'.repeat(2048) } }
    await refuses(put(long), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
      status: 409,
    })
  })

  it('cannot be deleted while they have anything', async () => {
    const iam = newIam()
    const RoleName = 'Run'
    const conflict = (message: string) =>
      refuses(iam.deleteRole({ RoleName }), { code: 'DeleteConflict', message, status: 409 })
    await iam.createRole({ RoleName, ...trust })
    await iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: readPolicy })
    await conflict('Cannot delete entity, must delete policies first.')
    await iam.deleteRolePolicy({ RoleName, PolicyName: 'p' })
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    await iam.attachRolePolicy({ RoleName, PolicyArn })
    await conflict('Cannot delete entity, must detach all policies first.')
    await iam.detachRolePolicy({ RoleName, PolicyArn })
    await iam.createInstanceProfile({ InstanceProfileName: 'i' })
    await iam.addRoleToInstanceProfile({ RoleName, InstanceProfileName: 'i' })
    await conflict('Cannot delete entity, must remove roles from instance profile first.')
    await iam.removeRoleFromInstanceProfile({ RoleName, InstanceProfileName: 'i' })
    await iam.deleteRole({ RoleName })
  })

  it('have inline policies, in all as large as their quota', async () => {
    const iam = newIam()
    const RoleName = 'Run'
    await iam.createRole({ RoleName, ...trust })
    const spaced = JSON.stringify(JSON.parse(readPolicy), null, 2)
    await iam.putRolePolicy({ RoleName, PolicyName: 'b', PolicyDocument: spaced })
    await iam.putRolePolicy({ RoleName, PolicyName: 'a', PolicyDocument: readPolicy })
    assert.deepEqual((await iam.listRolePolicies({ RoleName })).PolicyNames, ['a', 'b'])
    const first = await iam.listRolePolicies({ RoleName, MaxItems: 1 })
    const second = await iam.listRolePolicies({ RoleName, MaxItems: 1, Marker: first.Marker })
    assert.deepEqual([first.PolicyNames, second.PolicyNames], [['a'], ['b']])
    const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName, PolicyName: 'b' })
    assert.equal(decodeURIComponent(PolicyDocument), spaced)
    const absent = { code: 'NoSuchEntity', message: 'The role policy with name c cannot be found.' }
    await refuses(iam.getRolePolicy({ RoleName, PolicyName: 'c' }), absent)
    await refuses(iam.deleteRolePolicy({ RoleName, PolicyName: 'c' }), absent)
    await refuses(iam.putRolePolicy({ RoleName, PolicyName: 'c', PolicyDocument: '{}' }), {
      code: 'MalformedPolicyDocument',
      message: 'Syntax errors in policy.',
      status: 400,
    })
    const large = readPolicy.replace('"*"', `"arn:aws:s3:::${'x'.repeat(10_200)}"`)
    await refuses(iam.putRolePolicy({ RoleName, PolicyName: 'c', PolicyDocument: large }), {
      code: 'LimitExceeded',
      message: 'Maximum policy size of 10240 bytes exceeded for role Run',
      status: 409,
    })
  })

  it('have a permissions boundary', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Policy } = await iam.createPolicy({ PolicyName: 'limit', PolicyDocument: readPolicy })
    const PermissionsBoundary = Policy?.Arn
    const { Role } = await iam.createRole({ RoleName: 'Run', PermissionsBoundary, ...trust })
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, PermissionsBoundary)
    const used = await iam.getPolicy({ PolicyArn: PermissionsBoundary })
    assert.deepEqual([used.Policy?.PermissionsBoundaryUsageCount, used.Policy?.AttachmentCount], [1, 0])
    await refuses(iam.deletePolicy({ PolicyArn: PermissionsBoundary }), { code: 'DeleteConflict' })
    const { PolicyRoles } = await iam.listEntitiesForPolicy({
      PolicyArn: PermissionsBoundary,
      PolicyUsageFilter: 'PermissionsBoundary',
    })
    assert.deepEqual(
      PolicyRoles?.map((role) => role.RoleName),
      ['Run'],
    )

    await iam.deleteRolePermissionsBoundary({ RoleName: 'Run' })
    assert.equal((await iam.getRole({ RoleName: 'Run' })).Role?.PermissionsBoundary, undefined)
    await refuses(iam.deleteRolePermissionsBoundary({ RoleName: 'Run' }), { code: 'NoSuchEntity' })
    await iam.putRolePermissionsBoundary({ RoleName: 'Run', PermissionsBoundary })
    await iam.putRolePermissionsBoundary({
      RoleName: 'Run',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    })
    const after = await iam.getPolicy({ PolicyArn: PermissionsBoundary })
    assert.equal(after.Policy?.PermissionsBoundaryUsageCount, 0)

    const missing = `arn:aws:iam::${account}:policy/missing`
    await refuses(iam.putRolePermissionsBoundary({ RoleName: 'Run', PermissionsBoundary: missing }), {
      code: 'NoSuchEntity',
      message: `Scope ARN: ${missing} does not exist or is not attachable.`,
    })
    const wrong = `arn:aws:iam::${account}:not_a_policy/x`
    await refuses(iam.createRole({ RoleName: 'R', PermissionsBoundary: wrong, ...trust }), {
      code: 'InvalidInput',
      message: `ARN ${wrong} is not valid.`,
      status: 400,
    })
    await iam.deleteRole({ RoleName: 'Run' })
  })

  it('have tags', async () => {
    const iam = newIam()
    const { Role } = await iam.createRole({ RoleName: 'Run', Tags: [{ Key: 'b', Value: '1' }], ...trust })
    assert.deepEqual(Role?.Tags, [{ Key: 'b', Value: '1' }])
    await iam.tagRole({ RoleName: 'Run', Tags: [{ Key: 'a', Value: '2' }] })
    assert.deepEqual((await iam.getRole({ RoleName: 'Run' })).Role?.Tags, [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '1' },
    ])
    await iam.untagRole({ RoleName: 'Run', TagKeys: ['a', 'B'] })
    assert.deepEqual((await iam.listRoleTags({ RoleName: 'Run' })).Tags, [])
    await refuses(iam.tagRole({ RoleName: 'Run', Tags: [{ Key: 'a"', Value: '' }] }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    })
    await refuses(iam.untagRole({ RoleName: 'Run', TagKeys: ['x'.repeat(129), 'a"'] }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]",
    })
    const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await iam.tagRole({ RoleName: 'Run', Tags: fifty })
    await refuses(iam.tagRole({ RoleName: 'Run', Tags: [{ Key: 'more', Value: '' }] }), {
      code: 'LimitExceeded',
      message: 'The number of tags has reached the maximum limit.',
      status: 409,
    })
  })
})

describe('service-linked roles', () => {
  it('are made with their policy, protected, and deleted by a task', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const AWSServiceName = 'ops.apigateway.amazonaws.com'
    const { Role } = await iam.createServiceLinkedRole({ AWSServiceName })
    const RoleName = Role?.RoleName
    assert.equal(RoleName, 'AWSServiceRoleForAPIGateway')
    assert.equal(Role?.Arn, `arn:aws:iam::${account}:role/aws-service-role/${AWSServiceName}/${RoleName}`)
    const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName })
    assert.equal(AttachedPolicies?.[0]?.PolicyName, 'APIGatewayServiceRolePolicy')
    await refuses(iam.createServiceLinkedRole({ AWSServiceName }), {
      code: 'InvalidInput',
      message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
      status: 400,
    })
    await refuses(iam.createServiceLinkedRole({ AWSServiceName, CustomSuffix: 'x' }), {
      code: 'InvalidInput',
      message: `Custom suffix is not allowed for ${AWSServiceName}`,
    })
    const isProtected = { code: 'UnmodifiableEntity', status: 400 }
    await refuses(iam.deleteRole({ RoleName }), isProtected)
    await refuses(iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: readPolicy }), isProtected)
    await refuses(iam.updateRole({ RoleName, Description: 'x' }), isProtected)
    const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName })
    assert.match(DeletionTaskId ?? '', new RegExp(`^task/aws-service-role/${AWSServiceName}/${RoleName}/`))
    const { Status } = await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId })
    assert.equal(Status, 'SUCCEEDED')
    await refuses(iam.getRole({ RoleName }), { code: 'NoSuchEntity' })
    await refuses(iam.createServiceLinkedRole({ AWSServiceName: 'nothing.amazonaws.com' }), {
      code: 'InvalidInput',
    })
  })
})
