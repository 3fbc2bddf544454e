import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM, paginateListPolicies } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, lambdaTrust, readPolicy, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()
const newIam = () => new IAM(server.config({ account: newAccount() }))

describe('managed policies', () => {
  it('are made, read and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Policy: made } = await iam.createPolicy({
      PolicyName: 'Read',
      Path: '/team/',
      Description: 'reads',
      PolicyDocument: readPolicy,
    })
    assert.match(made?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/)
    const { CreateDate, UpdateDate, PolicyId } = made ?? {}
    const expected = {
      PolicyName: 'Read',
      PolicyId,
      Arn: `arn:aws:iam::${account}:policy/team/Read`,
      Path: '/team/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate,
      UpdateDate,
    }
    assert.deepEqual(made, expected)
    const { Policy: found } = await iam.getPolicy({ PolicyArn: made?.Arn })
    assert.deepEqual(found, { ...expected, Description: 'reads', Tags: [] })
    await iam.deletePolicy({ PolicyArn: made?.Arn })
    await refuses(iam.getPolicy({ PolicyArn: made?.Arn }), {
      code: 'NoSuchEntity',
      message: `Policy ${made?.Arn} was not found.`,
      status: 404,
    })
  })

  it('are refused when they are there already, malformed or too large', async () => {
    const iam = newIam()
    const create = (PolicyDocument: string) => iam.createPolicy({ PolicyName: 'Read', PolicyDocument })
    await create(readPolicy)
    await refuses(create(readPolicy), {
      code: 'EntityAlreadyExists',
      message: 'A policy called Read already exists. Duplicate names are not allowed.',
      status: 409,
    })
    await refuses(create(readPolicy.replace('2012', '2008')), {
      code: 'MalformedPolicyDocument',
      message: 'Policy document must be version 2012-10-17 or greater.',
      status: 400,
    })
    await refuses(create(readPolicy.replace('"*"', '"bucket"')), {
      code: 'MalformedPolicyDocument',
      message: 'Resource bucket must be in ARN format or "*".',
    })
    await refuses(create(readPolicy.replace('"*"', `"arn:aws:s3:::${'x'.repeat(6200)}"`)), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for PolicySize: 6144',
      status: 409,
    })
  })

  it('have up to five versions', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Policy } = await iam.createPolicy({ PolicyName: 'Read', PolicyDocument: readPolicy })
    const PolicyArn = Policy?.Arn
    const other = readPolicy.replace('GetObject', 'PutObject')
    const { PolicyVersion } = await iam.createPolicyVersion({
      PolicyArn,
      PolicyDocument: other,
      SetAsDefault: true,
    })
    assert.deepEqual([PolicyVersion?.VersionId, PolicyVersion?.IsDefaultVersion], ['v2', true])
    assert.equal(PolicyVersion?.Document, undefined)
    const { PolicyVersion: read } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v2' })
    assert.equal(decodeURIComponent(read?.Document ?? ''), other)
    for (let version = 3; version <= 5; version++)
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument: readPolicy })
    await refuses(iam.createPolicyVersion({ PolicyArn, PolicyDocument: readPolicy }), {
      code: 'LimitExceeded',
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      status: 409,
    })
    const { Versions } = await iam.listPolicyVersions({ PolicyArn })
    assert.deepEqual(
      Versions?.map((version) => version.VersionId),
      ['v5', 'v4', 'v3', 'v2', 'v1'],
    )
    const first = await iam.listPolicyVersions({ PolicyArn, MaxItems: 3 })
    const second = await iam.listPolicyVersions({ PolicyArn, MaxItems: 3, Marker: first.Marker })
    assert.deepEqual(
      second.Versions?.map((version) => version.VersionId),
      ['v2', 'v1'],
    )

    await refuses(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v2' }), {
      code: 'DeleteConflict',
      message: 'Cannot delete the default version of a policy.',
      status: 409,
    })
    await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' })
    assert.equal((await iam.getPolicy({ PolicyArn })).Policy?.DefaultVersionId, 'v1')
    await refuses(iam.deletePolicy({ PolicyArn }), {
      code: 'DeleteConflict',
      message: /^This policy has more than one version\./,
    })
    for (const VersionId of ['v2', 'v3', 'v4', 'v5']) await iam.deletePolicyVersion({ PolicyArn, VersionId })
    const { PolicyVersion: sixth } = await iam.createPolicyVersion({ PolicyArn, PolicyDocument: readPolicy })
    assert.equal(sixth?.VersionId, 'v6')
    const absent = {
      code: 'NoSuchEntity',
      message: `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
      status: 404,
    }
    await refuses(iam.getPolicyVersion({ PolicyArn, VersionId: 'v9' }), absent)
    await refuses(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v9' }), absent)
    await refuses(iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v9' }), absent)
    await refuses(iam.getPolicyVersion({ PolicyArn, VersionId: '9' }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
    })
  })

  it('are attached and detached', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { Policy } = await iam.createPolicy({ PolicyName: 'Read', PolicyDocument: readPolicy })
    const PolicyArn = Policy?.Arn
    await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    await iam.createUser({ UserName: 'u', Path: '/team/' })
    await iam.createGroup({ GroupName: 'g' })
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn })
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn })
    await iam.attachUserPolicy({ UserName: 'u', PolicyArn })
    await iam.attachGroupPolicy({ GroupName: 'g', PolicyArn })
    assert.equal((await iam.getPolicy({ PolicyArn })).Policy?.AttachmentCount, 3)
    const listed = [{ PolicyName: 'Read', PolicyArn }]
    assert.deepEqual((await iam.listAttachedRolePolicies({ RoleName: 'r' })).AttachedPolicies, listed)
    assert.deepEqual((await iam.listAttachedUserPolicies({ UserName: 'u' })).AttachedPolicies, listed)
    assert.deepEqual((await iam.listAttachedGroupPolicies({ GroupName: 'g' })).AttachedPolicies, listed)

    const entities = await iam.listEntitiesForPolicy({ PolicyArn })
    assert.deepEqual(
      entities.PolicyRoles?.map((role) => role.RoleName),
      ['r'],
    )
    assert.deepEqual(
      entities.PolicyUsers?.map((user) => user.UserName),
      ['u'],
    )
    assert.deepEqual(
      entities.PolicyGroups?.map((group) => group.GroupName),
      ['g'],
    )
    const filtered = await iam.listEntitiesForPolicy({
      PolicyArn,
      EntityFilter: 'User',
      PathPrefix: '/team/',
    })
    assert.deepEqual([filtered.PolicyUsers?.length, filtered.PolicyRoles?.length ?? 0], [1, 0])
    const page = await iam.listEntitiesForPolicy({ PolicyArn, MaxItems: 2 })
    assert.deepEqual([page.PolicyGroups?.length, page.PolicyUsers?.length, page.IsTruncated], [1, 1, true])
    const rest = await iam.listEntitiesForPolicy({ PolicyArn, MaxItems: 2, Marker: page.Marker })
    assert.deepEqual([rest.PolicyRoles?.length, rest.IsTruncated], [1, false])

    await refuses(iam.deletePolicy({ PolicyArn }), {
      code: 'DeleteConflict',
      message: 'Cannot delete a policy attached to entities.',
      status: 409,
    })
    await iam.detachRolePolicy({ RoleName: 'r', PolicyArn })
    await refuses(iam.detachRolePolicy({ RoleName: 'r', PolicyArn }), {
      code: 'NoSuchEntity',
      message: `Policy ${PolicyArn} was not found.`,
      status: 404,
    })
    await iam.detachUserPolicy({ UserName: 'u', PolicyArn })
    await iam.detachGroupPolicy({ GroupName: 'g', PolicyArn })
    await iam.deletePolicy({ PolicyArn })
    await refuses(iam.attachRolePolicy({ RoleName: 'r', PolicyArn }), {
      code: 'NoSuchEntity',
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
      status: 404,
    })
    await refuses(iam.attachRolePolicy({ RoleName: 'r', PolicyArn: 'longpolicynamebutnoarn' }), {
      code: 'ValidationError',
      message: 'ARN longpolicynamebutnoarn is not valid.',
      status: 400,
    })
  })

  it('are not found by names that nothing can have', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const long = 'x'.repeat(1900)
    await refuses(iam.getPolicy({ PolicyArn: `arn:aws:iam::${account}:policy/${long}` }), {
      code: 'ValidationError',
    })
    await refuses(iam.getPolicy({ PolicyArn: `arn:aws:iam::${account}:policy/${long}/P` }), {
      code: 'NoSuchEntity',
    })
    const provider = { OpenIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/${long}` }
    await refuses(iam.getOpenIDConnectProvider(provider), { code: 'NoSuchEntity' })
    const saml = { SAMLProviderArn: `arn:aws:iam::${account}:saml-provider/${long}` }
    await refuses(iam.getSAMLProvider(saml), { code: 'NoSuchEntity' })
    await refuses(iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId: 'x'.repeat(1000) }), {
      code: 'NoSuchEntity',
    })
  })

  it('are attached at most ten times to one role', async () => {
    const iam = newIam()
    await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`)
    const arns = await Promise.all(
      names.map(
        async (PolicyName) =>
          (await iam.createPolicy({ PolicyName, PolicyDocument: readPolicy })).Policy?.Arn,
      ),
    )
    const attached = await Promise.allSettled(
      arns.map((PolicyArn) => iam.attachRolePolicy({ RoleName: 'r', PolicyArn })),
    )
    const failures = attached.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    assert.equal(failures.length, 1)
    assert.equal(failures[0].message, 'Cannot exceed quota for PoliciesPerRole: 10')
    assert.equal((await iam.listAttachedRolePolicies({ RoleName: 'r' })).AttachedPolicies?.length, 10)
  })

  it('keep their count when many attach them at once', async () => {
    const iam = newIam()
    const { Policy } = await iam.createPolicy({ PolicyName: 'Shared', PolicyDocument: readPolicy })
    const names = Array.from({ length: 15 }, (_, index) => `r${index}`)
    await Promise.all(
      names.map((RoleName) => iam.createRole({ RoleName, AssumeRolePolicyDocument: lambdaTrust })),
    )
    await Promise.all(names.map((RoleName) => iam.attachRolePolicy({ RoleName, PolicyArn: Policy?.Arn })))
    assert.equal((await iam.getPolicy({ PolicyArn: Policy?.Arn })).Policy?.AttachmentCount, 15)
  })

  it('have tags, whose keys differ by case', async () => {
    const iam = newIam()
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ]
    const { Policy } = await iam.createPolicy({ PolicyName: 'Read', PolicyDocument: readPolicy, Tags })
    assert.deepEqual(Policy?.Tags, Tags)
    const PolicyArn = Policy?.Arn
    assert.deepEqual((await iam.listPolicyTags({ PolicyArn })).Tags, Tags.toReversed())
    await iam.untagPolicy({ PolicyArn, TagKeys: ['a'] })
    await iam.tagPolicy({ PolicyArn, Tags: [{ Key: 'A', Value: '3' }] })
    assert.deepEqual((await iam.getPolicy({ PolicyArn })).Policy?.Tags, [{ Key: 'A', Value: '3' }])
    await refuses(iam.tagPolicy({ PolicyArn, Tags: [...Tags, { Key: 'a', Value: '' }] }), {
      code: 'InvalidInput',
      message: 'Duplicate tag keys found.',
    })
  })
})

describe("AWS's managed policies", () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

  it('are read with their documents', async () => {
    const iam = newIam()
    const { Policy } = await iam.getPolicy({ PolicyArn })
    assert.deepEqual(
      [Policy?.PolicyName, Policy?.Path, Policy?.DefaultVersionId, Policy?.AttachmentCount, Policy?.Tags],
      ['AWSLambdaBasicExecutionRole', '/service-role/', 'v1', 0, []],
    )
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: 'v1' })
    const document = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))
    assert.deepEqual(document.Statement[0].Action, [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ])
  })

  it('are attached by SAM and CDK applications, and counted for each account', async () => {
    const iam = newIam()
    await iam.createRole({ RoleName: 'r', AssumeRolePolicyDocument: lambdaTrust })
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn })
    assert.equal((await iam.getPolicy({ PolicyArn })).Policy?.AttachmentCount, 1)
    assert.equal((await newIam().getPolicy({ PolicyArn })).Policy?.AttachmentCount, 0)
    const { Policies } = await iam.listPolicies({ Scope: 'AWS', OnlyAttached: true })
    assert.deepEqual(
      Policies?.map((policy) => policy.PolicyName),
      ['AWSLambdaBasicExecutionRole'],
    )
    const { PolicyRoles } = await iam.listEntitiesForPolicy({ PolicyArn })
    assert.deepEqual(
      PolicyRoles?.map((role) => role.RoleName),
      ['r'],
    )
    await refuses(
      iam.attachRolePolicy({
        RoleName: 'r',
        PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AWSLambdaReplicator',
      }),
      { code: 'PolicyNotAttachable', message: 'Cannot attach a Service Role Policy to a Customer Role.' },
    )
  })

  it('are listed after the own ones, page by page', async () => {
    const iam = newIam()
    await iam.createPolicy({ PolicyName: 'Zebra', PolicyDocument: readPolicy })
    assert.deepEqual(
      (await iam.listPolicies({ Scope: 'Local' })).Policies?.map((policy) => policy.PolicyName),
      ['Zebra'],
    )
    const names: string[] = []
    for await (const page of paginateListPolicies({ client: iam, pageSize: 1000 }, {}))
      names.push(...(page.Policies ?? []).map((policy) => policy.PolicyName ?? ''))
    assert.equal(names[0], 'Zebra')
    assert.ok(names.length > 1500)
    assert.equal(new Set(names).size, names.length)
    const { Policies } = await iam.listPolicies({ Scope: 'AWS', PathPrefix: '/job-function/' })
    assert.ok(Policies?.some((policy) => policy.PolicyName === 'ViewOnlyAccess'))
    assert.ok(Policies?.every((policy) => policy.Path === '/job-function/'))
  })

  it('cannot be changed', async () => {
    const iam = newIam()
    await refuses(iam.deletePolicy({ PolicyArn }), { code: 'AccessDenied', status: 403 })
    await refuses(iam.createPolicyVersion({ PolicyArn, PolicyDocument: readPolicy }), {
      code: 'AccessDenied',
    })
    await refuses(iam.getPolicy({ PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicy' }), {
      code: 'NoSuchEntity',
    })
  })
})
