import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeState, changing } from '../alarms.ts'
import { invalidFormat, missingParameter, resourceNotFound } from '../errors.ts'
import { alarms } from '../records.ts'

/** Gives an alarm a state, until it is looked at again. */
export async function setAlarmState(
  input: Api.SetAlarmStateInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region, now } = context
  const { AlarmName, StateValue, StateReason, StateReasonData } = input
  if (AlarmName === undefined || StateValue === undefined || StateReason === undefined)
    throw missingParameter('The parameters AlarmName, StateValue and StateReason are required.')
  if (StateReasonData !== undefined && !isJson(StateReasonData))
    throw invalidFormat('The parameter StateReasonData must be valid JSON.')
  await changing(context, async (commit) => {
    const stored = await alarms.get(store, [accountId, region, AlarmName])
    if (!stored) throw resourceNotFound(`Alarm ${AlarmName} does not exist`)
    const change = {
      value: StateValue,
      reason: StateReason,
      ...(StateReasonData === undefined ? {} : { reasonData: StateReasonData }),
    }
    await changeState(commit, context, stored, change, now)
  })
  return {}
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
