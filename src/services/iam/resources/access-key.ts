import type { AccessKey, AccessKeyMetadata } from '@aws-sdk/client-iam'
import {
  everyItem,
  orRemove,
  type ResourceCalls,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing } from './holders.ts'

/**
 * AWS::IAM::AccessKey. An attempt that is made again makes another key: the secret of the first one is told only once.
 * Source: CloudFormation template reference, AWS::IAM::AccessKey.
 */
export const accessKey: ResourceType = {
  async create(request) {
    const UserName = String(request.properties.UserName)
    const { AccessKey: key } = await request.call<{ AccessKey?: AccessKey }>('iam:CreateAccessKey', {
      UserName,
    })
    const { AccessKeyId = '', SecretAccessKey = '' } = key ?? {}
    return await orRemove(
      request,
      async () => {
        if (request.properties.Status !== undefined)
          await setStatus(request, UserName, AccessKeyId, String(request.properties.Status))
        return { physicalId: AccessKeyId, attributes: { Id: AccessKeyId, SecretAccessKey } }
      },
      () => request.call('iam:DeleteAccessKey', { UserName, AccessKeyId }),
    )
  },

  async update(request) {
    const { physicalId, properties, attributes } = request
    await setStatus(request, String(properties.UserName), physicalId, String(properties.Status ?? 'Active'))
    return { physicalId, attributes }
  },

  async remove({ call, physicalId: AccessKeyId, properties }) {
    await unlessMissing(
      call('iam:DeleteAccessKey', { UserName: String(properties.UserName), AccessKeyId }),
      missing,
    )
  },

  async read(query) {
    const AccessKeyId = query.identifier
    const used = await unlessMissing(
      query.call<{ UserName?: string }>('iam:GetAccessKeyLastUsed', { AccessKeyId }),
      missing,
    )
    if (!used?.UserName) return undefined
    const key = (await keysOf(query, used.UserName)).find((one) => one.AccessKeyId === AccessKeyId)
    if (!key) return undefined
    return {
      physicalId: AccessKeyId,
      attributes: { Id: AccessKeyId },
      properties: { UserName: used.UserName, Status: key.Status ?? 'Active' },
    }
  },

  async list(calls, { UserName }) {
    if (UserName === undefined) return []
    return (await keysOf(calls, String(UserName))).map(({ AccessKeyId = '' }) => AccessKeyId)
  },
}

async function keysOf(calls: ResourceCalls, UserName: string): Promise<readonly AccessKeyMetadata[]> {
  return await everyItem<AccessKeyMetadata>(
    calls,
    'iam:ListAccessKeys',
    { UserName },
    'AccessKeyMetadata',
    'Marker',
  )
}

async function setStatus({ call }: ResourceCalls, UserName: string, AccessKeyId: string, Status: string) {
  await call('iam:UpdateAccessKey', { UserName, AccessKeyId, Status })
}
