/** The service settings of Parameter Store, as they are kept. */
import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../dispatch/index.ts'
import { defaultTierSetting, defaultValue, type SettingId } from './domain/settings.ts'
import type { TierWish } from './domain/tier.ts'
import { type Setting, settings } from './records.ts'

/** The tier that parameters get when a request names none. */
export async function readDefaultTier(context: OperationContext): Promise<TierWish> {
  const stored = await settings.get(context.store, [context.accountId, context.region, defaultTierSetting])
  const value = stored?.value.value
  return value === 'Advanced' || value === 'Intelligent-Tiering' ? value : 'Standard'
}

/** A setting as the API shows it; without a record it has its default. */
export function settingView(
  context: OperationContext,
  id: SettingId,
  setting: Setting | undefined,
): Api.ServiceSetting {
  const { partition, region, accountId } = context
  return {
    SettingId: id,
    SettingValue: setting?.value ?? defaultValue(id),
    ...(setting === undefined ? {} : { LastModifiedDate: new Date(setting.modifiedAt) }),
    LastModifiedUser: setting?.modifiedBy ?? 'System',
    ARN: `arn:${partition}:ssm:${region}:${accountId}:servicesetting${id}`,
    Status: setting === undefined ? 'Default' : 'Customized',
  }
}
