import type * as Api from '@aws-sdk/client-cloudwatch'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { compositeAlarmView, metricAlarmView } from '../alarm-views.ts'
import { alarmNameOf, eachAlarm } from '../alarms.ts'
import type { AlarmRecord } from '../domain/alarm.ts'
import { alarmsOf, parseAlarmRule } from '../domain/alarm-rule.ts'
import { invalidCombination, invalidNextToken, resourceNotFound } from '../errors.ts'
import { alarmPageCount } from '../limits.ts'
import { alarms } from '../records.ts'

/** Answers alarms in the order of their names. Of both kinds, unless types are named: then without them metric alarms alone. */
export async function describeAlarms(
  input: Api.DescribeAlarmsInput,
  context: OperationContext,
): Promise<Api.DescribeAlarmsOutput> {
  const { store, accountId, region, partition } = context
  const { AlarmNames, AlarmNamePrefix, NextToken, MaxRecords = alarmPageCount } = input
  if (AlarmNames?.length && AlarmNamePrefix !== undefined)
    throw invalidCombination('AlarmNames and AlarmNamePrefix cannot both be specified.')
  const wanted = await selection(input, context)
  const purpose = JSON.stringify([
    'cloudwatch DescribeAlarms',
    accountId,
    region,
    { ...input, NextToken: undefined },
  ])
  const from = NextToken === undefined ? undefined : readPageToken(purpose, NextToken)
  if (from !== undefined && typeof from !== 'string') throw invalidNextToken()
  const found: AlarmRecord[] = []
  let more = false
  for await (const { value } of eachAlarm(
    store,
    [accountId, region],
    from === undefined ? undefined : [accountId, region, from],
  )) {
    if (!wanted(value)) continue
    if (found.length === MaxRecords) {
      more = true
      break
    }
    found.push(value)
  }
  return {
    MetricAlarms: found.flatMap((alarm) =>
      alarm.kind === 'metric' ? [metricAlarmView(alarm, partition)] : [],
    ),
    CompositeAlarms: found.flatMap((alarm) =>
      alarm.kind === 'composite' ? [compositeAlarmView(alarm, partition)] : [],
    ),
    ...(more ? { NextToken: writePageToken(purpose, found.at(-1)?.name ?? '') } : {}),
  }
}

async function selection(
  input: Api.DescribeAlarmsInput,
  { store, accountId, region }: OperationContext,
): Promise<(alarm: AlarmRecord) => boolean> {
  const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix, ChildrenOfAlarmName, ParentsOfAlarmName } =
    input
  const types: readonly string[] = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm']
  const names = AlarmNames?.length ? new Set(AlarmNames) : undefined
  const children = ChildrenOfAlarmName === undefined ? undefined : await childrenOf(ChildrenOfAlarmName)
  const isWantedKind = (alarm: AlarmRecord) =>
    // Names are enough for metric alarms; composite ones have to be asked for as well.
    children !== undefined ||
    ParentsOfAlarmName !== undefined ||
    types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')
  return (alarm) =>
    isWantedKind(alarm) &&
    (names === undefined || names.has(alarm.name)) &&
    (AlarmNamePrefix === undefined || alarm.name.startsWith(AlarmNamePrefix)) &&
    (StateValue === undefined || alarm.state.value === StateValue) &&
    (ActionPrefix === undefined || allActions(alarm).some((action) => action.startsWith(ActionPrefix))) &&
    (children === undefined || children.has(alarm.name)) &&
    (ParentsOfAlarmName === undefined || isParent(alarm, alarmNameOf(ParentsOfAlarmName)))

  async function childrenOf(name: string): Promise<Set<string>> {
    const parent = await alarms.get(store, [accountId, region, alarmNameOf(name)])
    if (parent?.value.kind !== 'composite') throw resourceNotFound(`Composite alarm ${name} does not exist`)
    return new Set(alarmsOf(parseAlarmRule(parent.value.rule)).map(alarmNameOf))
  }
}

function isParent(alarm: AlarmRecord, child: string): boolean {
  return alarm.kind === 'composite' && alarmsOf(parseAlarmRule(alarm.rule)).map(alarmNameOf).includes(child)
}

function allActions({ okActions, alarmActions, insufficientDataActions }: AlarmRecord): string[] {
  return [...okActions, ...alarmActions, ...insufficientDataActions]
}
