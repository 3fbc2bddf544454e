import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkSettingValue, readSettingId } from '../domain/settings.ts'
import { commitChange } from '../parameters.ts'
import { settings } from '../records.ts'
import { required } from '../required.ts'

/** Changes a setting of Parameter Store. */
export async function updateServiceSetting(
  input: Api.UpdateServiceSettingRequest,
  context: OperationContext,
): Promise<Api.UpdateServiceSettingResult> {
  const id = readSettingId(required(input.SettingId, 'SettingId'), context)
  const value = required(input.SettingValue, 'SettingValue')
  checkSettingValue(id, value)
  const { accountId, region } = context
  return commitChange(context, async (commit) => {
    const stored = await settings.get(context.store, [accountId, region, id])
    const changed = { modifiedAt: context.now, modifiedBy: context.principal.arn }
    settings.put(commit, { accountId, region, id, value, ...changed }, stored)
    return {}
  })
}
