import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readSettingId } from '../domain/settings.ts'
import { settings } from '../records.ts'
import { required } from '../required.ts'
import { settingView } from '../service-settings.ts'

/** Answers a setting of Parameter Store. */
export async function getServiceSetting(
  input: Api.GetServiceSettingRequest,
  context: OperationContext,
): Promise<Api.GetServiceSettingResult> {
  const id = readSettingId(required(input.SettingId, 'SettingId'), context)
  const stored = await settings.get(context.store, [context.accountId, context.region, id])
  return { ServiceSetting: settingView(context, id, stored?.value) }
}
