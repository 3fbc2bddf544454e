import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, readPolicy, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()
const newIam = () => new IAM(server.config({ account: newAccount() }))

describe('groups', () => {
  it('are made, read, listed, renamed and deleted', async () => {
    const iam = newIam()
    const { Group } = await iam.createGroup({ GroupName: 'devs', Path: '/a/' })
    assert.match(Group?.GroupId ?? '', /^AGPA[A-Z2-7]{17}$/)
    const found = await iam.getGroup({ GroupName: 'devs' })
    assert.deepEqual([found.Group, found.Users, found.IsTruncated], [Group, [], false])
    await refuses(iam.createGroup({ GroupName: 'Devs' }), {
      code: 'EntityAlreadyExists',
      message: 'Group with name Devs already exists.',
      status: 409,
    })
    await iam.updateGroup({ GroupName: 'devs', NewGroupName: 'makers', NewPath: '/' })
    const { Groups } = await iam.listGroups({})
    assert.deepEqual(
      Groups?.map((group) => [group.GroupName, group.Path, group.GroupId]),
      [['makers', '/', Group?.GroupId]],
    )
    const absent = { code: 'NoSuchEntity', message: 'The group with name devs cannot be found.', status: 404 }
    await refuses(iam.getGroup({ GroupName: 'devs' }), absent)
    await refuses(iam.deleteGroup({ GroupName: 'devs' }), absent)
    await refuses(iam.updateGroup({ GroupName: 'devs', NewPath: '/' }), absent)
    await iam.deleteGroup({ GroupName: 'makers' })
  })

  it('have members, who stay members through renaming', async () => {
    const iam = newIam()
    await iam.createGroup({ GroupName: 'devs' })
    for (const UserName of ['bea', 'anna']) {
      await iam.createUser({ UserName })
      await iam.addUserToGroup({ UserName, GroupName: 'devs' })
      await iam.addUserToGroup({ UserName, GroupName: 'devs' })
    }
    await iam.updateUser({ UserName: 'bea', NewUserName: 'zoe' })
    await iam.updateGroup({ GroupName: 'devs', NewGroupName: 'makers' })
    const { Users } = await iam.getGroup({ GroupName: 'makers' })
    assert.deepEqual(
      Users?.map((user) => user.UserName),
      ['anna', 'zoe'],
    )
    const { Groups } = await iam.listGroupsForUser({ UserName: 'zoe' })
    assert.deepEqual(
      Groups?.map((group) => group.GroupName),
      ['makers'],
    )
    await refuses(iam.deleteGroup({ GroupName: 'makers' }), { code: 'DeleteConflict', status: 409 })

    const first = await iam.getGroup({ GroupName: 'makers', MaxItems: 1 })
    assert.deepEqual([first.IsTruncated, first.Users?.[0]?.UserName], [true, 'anna'])
    const second = await iam.getGroup({ GroupName: 'makers', MaxItems: 1, Marker: first.Marker })
    assert.deepEqual([second.IsTruncated, second.Users?.[0]?.UserName], [false, 'zoe'])

    for (const UserName of ['anna', 'zoe']) {
      await iam.removeUserFromGroup({ UserName, GroupName: 'makers' })
      await iam.removeUserFromGroup({ UserName, GroupName: 'makers' })
    }
    await iam.deleteGroup({ GroupName: 'makers' })
  })

  it('and users must exist to come together', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    await iam.createGroup({ GroupName: 'devs' })
    const noUser = { code: 'NoSuchEntity', message: 'The user with name x cannot be found.' }
    const noGroup = { code: 'NoSuchEntity', message: 'The group with name x cannot be found.' }
    await refuses(iam.addUserToGroup({ UserName: 'x', GroupName: 'devs' }), noUser)
    await refuses(iam.addUserToGroup({ UserName: 'anna', GroupName: 'x' }), noGroup)
    await refuses(iam.removeUserFromGroup({ UserName: 'x', GroupName: 'x' }), noUser)
    await refuses(iam.removeUserFromGroup({ UserName: 'anna', GroupName: 'x' }), noGroup)
  })

  it('take a user up to ten times', async () => {
    const iam = newIam()
    await iam.createUser({ UserName: 'anna' })
    for (let index = 0; index < 11; index++) await iam.createGroup({ GroupName: `g${index}` })
    for (let index = 0; index < 10; index++)
      await iam.addUserToGroup({ UserName: 'anna', GroupName: `g${index}` })
    await refuses(iam.addUserToGroup({ UserName: 'anna', GroupName: 'g10' }), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for GroupsPerUser: 10',
      status: 409,
    })
  })

  it('have inline policies', async () => {
    const iam = newIam()
    const GroupName = 'devs'
    await iam.createGroup({ GroupName })
    const absent = {
      code: 'NoSuchEntity',
      message: 'The group policy with name p cannot be found.',
      status: 404,
    }
    await refuses(iam.getGroupPolicy({ GroupName, PolicyName: 'p' }), absent)
    await iam.putGroupPolicy({ GroupName, PolicyName: 'p', PolicyDocument: readPolicy })
    assert.deepEqual((await iam.listGroupPolicies({ GroupName })).PolicyNames, ['p'])
    const { PolicyDocument = '' } = await iam.getGroupPolicy({ GroupName, PolicyName: 'p' })
    assert.equal(decodeURIComponent(PolicyDocument), readPolicy)
    await refuses(iam.deleteGroup({ GroupName }), { code: 'DeleteConflict' })
    await iam.deleteGroupPolicy({ GroupName, PolicyName: 'p' })
    await refuses(iam.deleteGroupPolicy({ GroupName, PolicyName: 'p' }), absent)
  })

  it('gain and lose members at once without losing count', async () => {
    const iam = newIam()
    await iam.createGroup({ GroupName: 'devs' })
    const names = Array.from({ length: 15 }, (_, index) => `u${index}`)
    await Promise.all(names.map((UserName) => iam.createUser({ UserName })))
    await Promise.all(names.map((UserName) => iam.addUserToGroup({ UserName, GroupName: 'devs' })))
    assert.equal((await iam.getGroup({ GroupName: 'devs' })).Users?.length, 15)
    await Promise.all(names.map((UserName) => iam.removeUserFromGroup({ UserName, GroupName: 'devs' })))
    await iam.deleteGroup({ GroupName: 'devs' })
  })
})
