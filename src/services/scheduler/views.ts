/** Records as Scheduler shows them. */
import type * as Api from '@aws-sdk/client-scheduler'
import type { JsonObject } from '../../base/json.ts'
import { eventAgeSecondsDefault, retryAttemptsDefault } from '../../delivery/index.ts'
import { groupArn, scheduleArn } from './domain/names.ts'
import type { Group, Schedule, Tags } from './records.ts'

export function groupView(group: Group): Api.ScheduleGroupSummary {
  const { name, state, createdAt, modifiedAt } = group
  return {
    Arn: groupArn(group, name),
    Name: name,
    State: state,
    ...(createdAt === 0
      ? {}
      : { CreationDate: new Date(createdAt), LastModificationDate: new Date(modifiedAt) }),
  }
}

export function scheduleSummary(schedule: Schedule): Api.ScheduleSummary {
  const { groupName, name, state, createdAt, modifiedAt, target } = schedule
  return {
    Arn: scheduleArn(schedule, groupName, name),
    Name: name,
    GroupName: groupName,
    State: state,
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(modifiedAt),
    Target: { Arn: target.Arn },
  }
}

/** With the retry policy that counts, as AWS shows it. */
export function scheduleView(schedule: Schedule): Api.GetScheduleOutput {
  const { target, startsAt, endsAt, description, kmsKeyArn, windowMinutes } = schedule
  const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = target.RetryPolicy ?? {}
  const RetryPolicy = {
    MaximumEventAgeInSeconds: MaximumEventAgeInSeconds ?? eventAgeSecondsDefault,
    MaximumRetryAttempts: MaximumRetryAttempts ?? retryAttemptsDefault,
  }
  return {
    ...scheduleSummary(schedule),
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    ...(startsAt === undefined ? {} : { StartDate: new Date(startsAt) }),
    ...(endsAt === undefined ? {} : { EndDate: new Date(endsAt) }),
    ...(description === undefined ? {} : { Description: description }),
    ...(kmsKeyArn === undefined ? {} : { KmsKeyArn: kmsKeyArn }),
    Target: { ...(target as unknown as Api.Target), RetryPolicy },
    FlexibleTimeWindow:
      windowMinutes === undefined
        ? { Mode: 'OFF' }
        : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    ActionAfterCompletion: schedule.deleteAfterCompletion ? 'DELETE' : 'NONE',
  }
}

export function readTags(tags: readonly Api.Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** A structure of the SDK as plain JSON: what is undefined is left out. */
export function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
