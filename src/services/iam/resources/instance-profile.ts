import type { InstanceProfile } from '@aws-sdk/client-iam'
import {
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing, taken, textsOf } from './holders.ts'

type Answer = { readonly InstanceProfile?: InstanceProfile }

/** AWS::IAM::InstanceProfile. Source: CloudFormation template reference, AWS::IAM::InstanceProfile. */
export const instanceProfile: ResourceType = {
  async create(request) {
    const { properties } = request
    const InstanceProfileName = nameOf(request, 'InstanceProfileName', { max: 128 })
    await unlessAgain(
      request,
      request.call<Answer>('iam:CreateInstanceProfile', {
        InstanceProfileName,
        ...given(properties, 'Path'),
      }),
      taken,
    )
    return await orRemove(
      request,
      async () => {
        const { InstanceProfile: profile } = await request.call<Answer>('iam:GetInstanceProfile', {
          InstanceProfileName,
        })
        const there = (profile?.Roles ?? []).map(({ RoleName = '' }) => RoleName)
        await changeRoles(request, InstanceProfileName, there, textsOf(properties.Roles))
        return madeOf(profile)
      },
      () => removeProfile(request, InstanceProfileName, properties),
    )
  },

  async update(request) {
    const { physicalId, properties, attributes } = request
    // From the roles that it has: an update that was interrupted has changed them.
    const { InstanceProfile: profile } = await request.call<Answer>('iam:GetInstanceProfile', {
      InstanceProfileName: physicalId,
    })
    const there = (profile?.Roles ?? []).map(({ RoleName = '' }) => RoleName)
    await changeRoles(request, physicalId, there, textsOf(properties.Roles))
    return { physicalId, attributes }
  },

  async remove(request) {
    await removeProfile(request, request.physicalId, request.properties)
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<Answer>('iam:GetInstanceProfile', { InstanceProfileName: identifier }),
      missing,
    )
    if (!answer?.InstanceProfile) return undefined
    const { Path = '/', Roles = [] } = answer.InstanceProfile
    return {
      ...madeOf(answer.InstanceProfile),
      properties: {
        InstanceProfileName: identifier,
        Path,
        Roles: Roles.map(({ RoleName = '' }) => RoleName),
      },
    }
  },

  async list(calls) {
    const all = await everyItem<InstanceProfile>(
      calls,
      'iam:ListInstanceProfiles',
      {},
      'InstanceProfiles',
      'Marker',
    )
    return all.map(({ InstanceProfileName = '' }) => InstanceProfileName)
  },
}

async function changeRoles(
  { call }: ResourceCalls,
  InstanceProfileName: string,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  for (const RoleName of before)
    if (!after.includes(RoleName))
      await unlessMissing(
        call('iam:RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName }),
        missing,
      )
  for (const RoleName of after)
    if (!before.includes(RoleName))
      await call('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName })
}

async function removeProfile(
  calls: ResourceCalls,
  InstanceProfileName: string,
  { Roles }: ResourceProperties,
): Promise<void> {
  await changeRoles(calls, InstanceProfileName, textsOf(Roles), [])
  await unlessMissing(calls.call('iam:DeleteInstanceProfile', { InstanceProfileName }), missing)
}

function madeOf({ InstanceProfileName = '', Arn = '' }: Partial<InstanceProfile> = {}): MadeResource {
  return { physicalId: InstanceProfileName, attributes: { Arn } }
}
