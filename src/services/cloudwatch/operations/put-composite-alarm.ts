import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { commonSettings, saveAlarm } from '../alarm-settings.ts'
import { alarmNameOf, changing, scheduleEvaluation } from '../alarms.ts'
import type { CompositeAlarmRecord } from '../domain/alarm.ts'
import { type AlarmRule, AlarmRuleError, alarmsOf, parseAlarmRule } from '../domain/alarm-rule.ts'
import { missingParameter, notSupported, validationError } from '../errors.ts'
import { alarms } from '../records.ts'

/** Makes or changes an alarm on other alarms. */
export async function putCompositeAlarm(
  input: Api.PutCompositeAlarmInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region, now } = context
  if (input.ActionsSuppressor !== undefined) throw notSupported('ActionsSuppressor of composite alarms')
  if (input.AlarmRule === undefined) throw missingParameter('The parameter AlarmRule is required.')
  const rule = readRule(input.AlarmRule)
  await changing(context, async (commit) => {
    const before = await alarms.get(store, [accountId, region, input.AlarmName ?? ''])
    const named = alarmsOf(rule).map(alarmNameOf)
    const found = await alarms.getMany(
      store,
      named.map((name) => [accountId, region, name]),
    )
    const missing = named.filter((_name, index) => found[index] === undefined)
    if (missing.length > 0)
      throw validationError(
        `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
      )
    if (named.includes(input.AlarmName ?? ''))
      throw validationError('A composite alarm must not depend on itself.')
    const alarm: CompositeAlarmRecord = {
      ...commonSettings(input, context, before),
      kind: 'composite',
      rule: input.AlarmRule ?? '',
    }
    saveAlarm(commit, context, alarm, before)
    scheduleEvaluation(commit, alarm, now)
  })
  return {}
}

function readRule(text: string): AlarmRule {
  try {
    return parseAlarmRule(text)
  } catch (error) {
    if (!(error instanceof AlarmRuleError)) throw error
    throw validationError(`The AlarmRule is not valid: it ${error.message}.`)
  }
}
