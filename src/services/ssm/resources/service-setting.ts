import type * as Api from '@aws-sdk/client-ssm'
import type { MadeResource, ResourceCalls, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import { unlessMissing } from '../../../dispatch/index.ts'

/** AWS::SSM::ServiceSetting: removed, it is what it was at first. Source: CloudFormation template reference, of that name. */
export const serviceSetting: ResourceType = {
  create: put,
  update: put,

  async remove({ call, properties }) {
    await unlessMissing(
      call('ssm:ResetServiceSetting', { SettingId: properties.SettingId }),
      'ServiceSettingNotFound',
    )
  },

  async read(query) {
    // An ARN names a setting as well as its id does.
    const setting = await unlessMissing(settingOf(query, query.identifier), 'ServiceSettingNotFound')
    if (!setting) return undefined
    const made = madeOf(setting)
    return {
      ...made,
      properties: {
        ...made.attributes,
        SettingId: setting.SettingId ?? '',
        SettingValue: setting.SettingValue ?? '',
      },
    }
  },
}

async function put(request: ResourceRequest): Promise<MadeResource> {
  const { SettingId, SettingValue } = request.properties
  await request.call('ssm:UpdateServiceSetting', { SettingId, SettingValue })
  return madeOf(await settingOf(request, String(SettingId)))
}

async function settingOf({ call }: ResourceCalls, SettingId: string): Promise<Api.ServiceSetting> {
  const answer = await call<Api.GetServiceSettingResult>('ssm:GetServiceSetting', { SettingId })
  return answer.ServiceSetting ?? {}
}

function madeOf({ ARN: Arn = '', Status = '', LastModifiedDate, LastModifiedUser = '' }: Api.ServiceSetting) {
  return {
    physicalId: Arn,
    attributes: { Arn, Status, LastModifiedUser, LastModifiedDate: LastModifiedDate?.toISOString() ?? '' },
  }
}
