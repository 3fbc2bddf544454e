import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readSettingId } from '../domain/settings.ts'
import { commitChange } from '../parameters.ts'
import { settings } from '../records.ts'
import { required } from '../required.ts'
import { settingView } from '../service-settings.ts'

/** Gives a setting of Parameter Store its default value again. */
export async function resetServiceSetting(
  input: Api.ResetServiceSettingRequest,
  context: OperationContext,
): Promise<Api.ResetServiceSettingResult> {
  const id = readSettingId(required(input.SettingId, 'SettingId'), context)
  return commitChange(context, async (commit) => {
    const stored = await settings.get(context.store, [context.accountId, context.region, id])
    if (stored !== undefined) settings.remove(commit, stored)
    return { ServiceSetting: settingView(context, id, undefined) }
  })
}
