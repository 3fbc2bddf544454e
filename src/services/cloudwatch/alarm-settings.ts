/** What PutMetricAlarm and PutCompositeAlarm have in common. Source: API Reference of both. */
import type * as Api from '@aws-sdk/client-cloudwatch'
import { parseArn } from '../../aws/arn.ts'
import { randomHex } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { addHistory, alarmArn } from './alarms.ts'
import type { AlarmRecord } from './domain/alarm.ts'
import { readTags } from './domain/tags.ts'
import { missingParameter, validationError } from './errors.ts'
import { alarms } from './records.ts'

type Given = Pick<
  Api.PutMetricAlarmInput,
  | 'AlarmName'
  | 'AlarmDescription'
  | 'ActionsEnabled'
  | 'OKActions'
  | 'AlarmActions'
  | 'InsufficientDataActions'
  | 'Tags'
>

/** The fields that both kinds have. Tags count when the alarm is made, and are kept when it is changed. */
export function commonSettings(
  input: Given,
  { accountId, region, now, random }: OperationContext,
  before: Stored<AlarmRecord> | undefined,
) {
  const name = input.AlarmName
  if (name === undefined || name === '') throw missingParameter('The parameter AlarmName is required.')
  if (/\p{Cc}/u.test(name))
    throw validationError('The parameter AlarmName must not contain control characters.')
  return {
    accountId,
    region,
    name,
    ...(input.AlarmDescription === undefined ? {} : { description: input.AlarmDescription }),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: readActions(input.OKActions, 'OKActions'),
    alarmActions: readActions(input.AlarmActions, 'AlarmActions'),
    insufficientDataActions: readActions(input.InsufficientDataActions, 'InsufficientDataActions'),
    configuredAt: now,
    state: before?.value.state ?? {
      value: 'INSUFFICIENT_DATA' as const,
      reason: 'Unchecked: Initial alarm creation',
      updatedAt: now,
      transitionedAt: now,
    },
    tags: before?.value.tags ?? readTags(input.Tags ?? []),
    generation: randomHex(random, 8),
  }
}

function readActions(actions: readonly string[] | undefined, name: string): string[] {
  const list = [...new Set(actions ?? [])]
  for (const action of list)
    if (!parseArn(action)) throw validationError(`Invalid arn syntax in ${name}: ${action}`)
  return list
}

/** Adds an alarm to a commit, with its history. */
export function saveAlarm(
  commit: Atomic,
  context: OperationContext,
  alarm: AlarmRecord,
  before: Stored<AlarmRecord> | undefined,
): void {
  alarms.put(commit, alarm, before)
  const { partition, now } = context
  const data = JSON.stringify({
    version: '1.0',
    type: before ? 'Update' : 'Create',
    ...(alarm.kind === 'metric'
      ? { updatedAlarm: configuration(alarm, partition) }
      : { updatedAlarm: { alarmRule: alarm.rule } }),
  })
  addHistory(commit, context, alarm, {
    type: 'ConfigurationUpdate',
    at: now,
    summary: `Alarm "${alarm.name}" ${before ? 'updated' : 'created'}`,
    data,
  })
}

function configuration(alarm: AlarmRecord, partition: string): object {
  const { state: _state, generation: _generation, tags: _tags, ...rest } = alarm
  return { ...rest, alarmArn: alarmArn(alarm, partition) }
}
