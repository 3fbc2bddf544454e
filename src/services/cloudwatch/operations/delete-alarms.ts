import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addHistory, alarmNameOf, changing, eachAlarm } from '../alarms.ts'
import { alarmsOf, parseAlarmRule } from '../domain/alarm-rule.ts'
import { resourceNotFound, validationError } from '../errors.ts'
import { deletedAlarmCount } from '../limits.ts'
import { alarms } from '../records.ts'

/** Deletes alarms, all or none: one that does not exist, or that a composite alarm names, refuses them all. */
export async function deleteAlarms(input: Api.DeleteAlarmsInput, context: OperationContext): Promise<object> {
  const { store, accountId, region, now } = context
  const names = [...new Set(input.AlarmNames ?? [])]
  if (names.length > deletedAlarmCount)
    throw validationError(`No more than ${deletedAlarmCount} alarms can be deleted at once.`)
  await changing(context, async (commit) => {
    const found = await alarms.getMany(
      store,
      names.map((name) => [accountId, region, name]),
    )
    const missing = names.filter((_name, index) => found[index] === undefined)
    if (missing.length > 0) throw resourceNotFound(`Alarms [${missing.join(', ')}] do not exist`)
    for await (const { value } of eachAlarm(store, [accountId, region])) {
      if (value.kind !== 'composite' || names.includes(value.name)) continue
      const named = alarmsOf(parseAlarmRule(value.rule)).map(alarmNameOf)
      const used = names.find((name) => named.includes(name))
      if (used !== undefined)
        throw validationError(
          `Cannot delete ${used} as there are composite alarm(s) depending on it: ${value.name}.`,
        )
    }
    for (const stored of found) {
      if (!stored) continue
      alarms.remove(commit, stored)
      addHistory(commit, context, stored.value, {
        type: 'ConfigurationUpdate',
        at: now,
        summary: `Alarm "${stored.value.name}" deleted`,
        data: JSON.stringify({ version: '1.0', type: 'Delete' }),
      })
    }
  })
  return {}
}
