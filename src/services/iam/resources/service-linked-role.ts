import type { GetRoleResponse, Role } from '@aws-sdk/client-iam'
import { AwsError } from '../../../aws/aws-error.ts'
import { everyItem, given, type ResourceType, unlessMissing, untilReady } from '../../../dispatch/index.ts'
import { missing } from './holders.ts'

const path = '/aws-service-role/'

/** AWS::IAM::ServiceLinkedRole. Source: CloudFormation template reference, AWS::IAM::ServiceLinkedRole. */
export const serviceLinkedRole: ResourceType = {
  async create(request) {
    const { properties } = request
    try {
      const made = await request.call<{ Role?: Role }>(
        'iam:CreateServiceLinkedRole',
        given(properties, 'AWSServiceName', 'CustomSuffix', 'Description'),
      )
      return madeOf(made.Role?.RoleName ?? '')
    } catch (error) {
      // The first attempt made it; IAM refuses a second one in the words of an invalid input.
      const roles = await everyItem<Role>(
        request,
        'iam:ListRoles',
        { PathPrefix: `${path}${properties.AWSServiceName}/` },
        'Roles',
        'Marker',
      )
      const suffix = properties.CustomSuffix === undefined ? '' : `_${properties.CustomSuffix}`
      const found = roles.find(({ RoleName = '' }) => suffix === '' || RoleName.endsWith(suffix))
      if (!request.again || !(error instanceof AwsError) || !found?.RoleName) throw error
      return madeOf(found.RoleName)
    }
  },

  async update(request) {
    const RoleName = request.physicalId
    await request.call('iam:UpdateRole', {
      RoleName,
      Description: String(request.properties.Description ?? ''),
    })
    return madeOf(RoleName)
  },

  async remove(request) {
    const RoleName = request.physicalId
    const task = await unlessMissing(
      request.call<{ DeletionTaskId?: string }>('iam:DeleteServiceLinkedRole', { RoleName }),
      missing,
    )
    if (!task) return
    await untilReady(request, async () => {
      const { Status, Reason } = await request.call<{ Status?: string; Reason?: { Reason?: string } }>(
        'iam:GetServiceLinkedRoleDeletionStatus',
        { DeletionTaskId: task.DeletionTaskId },
      )
      if (Status === 'FAILED')
        throw new AwsError('GeneralServiceException', Reason?.Reason ?? 'Deletion failed.')
      return Status === 'SUCCEEDED' ? true : undefined
    })
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<GetRoleResponse>('iam:GetRole', { RoleName: identifier }),
      missing,
    )
    if (!answer?.Role?.Path?.startsWith(path)) return undefined
    return {
      ...madeOf(identifier),
      properties: {
        AWSServiceName: answer.Role.Path.split('/')[2] ?? '',
        ...(answer.Role.Description ? { Description: answer.Role.Description } : {}),
      },
    }
  },

  async list(calls) {
    const all = await everyItem<Role>(calls, 'iam:ListRoles', { PathPrefix: path }, 'Roles', 'Marker')
    return all.map(({ RoleName = '' }) => RoleName)
  },
}

function madeOf(RoleName: string) {
  return { physicalId: RoleName, attributes: { RoleName } }
}
