import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addHistory, changing } from '../alarms.ts'
import { alarms } from '../records.ts'

/** Has alarms carry out their actions. Names that nobody has are passed over, as at AWS. */
export async function enableAlarmActions(
  { AlarmNames }: Api.EnableAlarmActionsInput,
  context: OperationContext,
): Promise<object> {
  return await setActions(AlarmNames ?? [], true, context)
}

/** Has alarms change their state alone. */
export async function disableAlarmActions(
  { AlarmNames }: Api.DisableAlarmActionsInput,
  context: OperationContext,
): Promise<object> {
  return await setActions(AlarmNames ?? [], false, context)
}

async function setActions(
  names: readonly string[],
  actionsEnabled: boolean,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region, now } = context
  await changing(context, async (commit) => {
    const found = await alarms.getMany(
      store,
      [...new Set(names)].map((name) => [accountId, region, name]),
    )
    for (const stored of found) {
      if (!stored || stored.value.actionsEnabled === actionsEnabled) continue
      alarms.put(commit, { ...stored.value, actionsEnabled, configuredAt: now }, stored)
      addHistory(commit, context, stored.value, {
        type: 'ConfigurationUpdate',
        at: now,
        summary: `Alarm "${stored.value.name}" updated`,
        data: JSON.stringify({ version: '1.0', type: 'Update', updatedAlarm: { actionsEnabled } }),
      })
    }
  })
  return {}
}
