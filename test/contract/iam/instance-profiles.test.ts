import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, lambdaTrust, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()
const newIam = () => new IAM(server.config({ account: newAccount() }))

describe('instance profiles', () => {
  it('are made, read, listed and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { InstanceProfile: made } = await iam.createInstanceProfile({
      InstanceProfileName: 'Web',
      Path: '/a/',
    })
    assert.match(made?.InstanceProfileId ?? '', /^AIPA[A-Z2-7]{17}$/)
    assert.equal(made?.Arn, `arn:aws:iam::${account}:instance-profile/a/Web`)
    assert.deepEqual([made?.Roles, made?.Tags], [[], undefined])
    const { InstanceProfile: found } = await iam.getInstanceProfile({ InstanceProfileName: 'Web' })
    assert.deepEqual(found, { ...made, Tags: [] })
    assert.deepEqual((await iam.listInstanceProfiles({ PathPrefix: '/a/' })).InstanceProfiles, [made])
    assert.deepEqual((await iam.listInstanceProfiles({ PathPrefix: '/b/' })).InstanceProfiles, [])
    await refuses(iam.createInstanceProfile({ InstanceProfileName: 'Web' }), {
      code: 'EntityAlreadyExists',
      message: 'Instance Profile Web already exists.',
      status: 409,
    })
    await iam.deleteInstanceProfile({ InstanceProfileName: 'Web' })
    const absent = { code: 'NoSuchEntity', message: 'Instance Profile Web cannot be found.', status: 404 }
    await refuses(iam.getInstanceProfile({ InstanceProfileName: 'Web' }), absent)
    await refuses(iam.deleteInstanceProfile({ InstanceProfileName: 'Web' }), absent)
    await refuses(iam.addRoleToInstanceProfile({ InstanceProfileName: 'Web', RoleName: 'r' }), absent)
  })

  it('hold one role', async () => {
    const iam = newIam()
    const InstanceProfileName = 'Web'
    await iam.createInstanceProfile({ InstanceProfileName })
    for (const RoleName of ['r', 's'])
      await iam.createRole({ RoleName, AssumeRolePolicyDocument: lambdaTrust })
    await iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 'r' })
    await refuses(iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: 's' }), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      status: 409,
    })
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName })
    assert.equal(InstanceProfile?.Roles?.[0]?.RoleName, 'r')
    const { InstanceProfiles } = await iam.listInstanceProfilesForRole({ RoleName: 'r' })
    assert.deepEqual(
      InstanceProfiles?.map((profile) => profile.InstanceProfileName),
      ['Web'],
    )
    assert.deepEqual((await iam.listInstanceProfilesForRole({ RoleName: 's' })).InstanceProfiles, [])
    await refuses(iam.deleteInstanceProfile({ InstanceProfileName }), {
      code: 'DeleteConflict',
      message: 'Cannot delete entity, must remove roles from instance profile first.',
      status: 409,
    })
    await refuses(iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: 's' }), {
      code: 'NoSuchEntity',
      message: 'Role s in Instance Profile Web cannot be found.',
    })
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'r' })
    await iam.deleteInstanceProfile({ InstanceProfileName })
    await iam.deleteRole({ RoleName: 'r' })
  })

  it('have tags', async () => {
    const iam = newIam()
    const InstanceProfileName = 'Web'
    const Tags = [{ Key: 'k', Value: 'v' }]
    const { InstanceProfile } = await iam.createInstanceProfile({ InstanceProfileName, Tags })
    assert.deepEqual(InstanceProfile?.Tags, Tags)
    await iam.tagInstanceProfile({ InstanceProfileName, Tags: [{ Key: 'K', Value: 'w' }] })
    assert.equal((await iam.listInstanceProfileTags({ InstanceProfileName })).Tags?.length, 2)
    await iam.untagInstanceProfile({ InstanceProfileName, TagKeys: ['k', 'K'] })
    assert.deepEqual((await iam.listInstanceProfileTags({ InstanceProfileName })).Tags, [])
  })
})
