/** Finding schedules, and making them of requests. */
import type * as Api from '@aws-sdk/client-scheduler'
import { randomHex } from '../../base/random.ts'
import { isAssumableRole } from '../../delivery/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { defaultGroupName, groupArn } from './domain/names.ts'
import { refuseSchedule } from './domain/schedule-rules.ts'
import type { TargetRecord } from './domain/target-record.ts'
import { noSchedule, validation } from './errors.ts'
import { type Schedule, schedules } from './records.ts'
import { required } from './required.ts'
import { plain } from './views.ts'

/** Fails with ResourceNotFoundException. */
export async function requireSchedule(
  context: OperationContext,
  groupName: string | undefined,
  name: string,
): Promise<Stored<Schedule>> {
  const stored = await findSchedule(context, groupName, name)
  if (!stored) throw noSchedule(name)
  return stored
}

export function findSchedule(
  { store, accountId, region }: OperationContext,
  groupName: string = defaultGroupName,
  name: string,
): Promise<Stored<Schedule> | undefined> {
  return schedules.get(store, [accountId, region, groupName, name])
}

/** Fails with ValidationException for what cannot be a schedule. */
export async function checkSchedule(
  context: OperationContext,
  input: Api.CreateScheduleInput,
): Promise<void> {
  const refusal = refuseSchedule(input, context.region)
  if (refusal) throw refusal
  const roleArn = required(required(input.Target, 'Target').RoleArn, 'RoleArn')
  // The group is the source, not the schedule. Source: User Guide, "Confused deputy prevention".
  const source = groupArn(context, input.GroupName ?? defaultGroupName)
  if (!(await isAssumableRole(context, roleArn, 'scheduler.amazonaws.com', source)))
    throw validation(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
}

/** The schedule that a request describes whole. `before`: the one whose place it takes. */
export function readSchedule(
  input: Api.CreateScheduleInput,
  { accountId, region, random, now }: OperationContext,
  before: Schedule | undefined,
): Schedule {
  const target = required(input.Target, 'Target')
  const window = input.FlexibleTimeWindow
  return {
    accountId,
    region,
    groupName: input.GroupName ?? defaultGroupName,
    name: required(input.Name, 'Name'),
    expression: required(input.ScheduleExpression, 'ScheduleExpression'),
    timeZone: input.ScheduleExpressionTimezone ?? 'UTC',
    ...(input.StartDate === undefined ? {} : { startsAt: input.StartDate.getTime() }),
    ...(input.EndDate === undefined ? {} : { endsAt: input.EndDate.getTime() }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    state: input.State ?? 'ENABLED',
    ...(input.KmsKeyArn === undefined ? {} : { kmsKeyArn: input.KmsKeyArn }),
    target: plain(target) as TargetRecord,
    ...(window?.Mode === 'FLEXIBLE' ? { windowMinutes: window.MaximumWindowInMinutes ?? 1 } : {}),
    deleteAfterCompletion: input.ActionAfterCompletion === 'DELETE',
    planId: randomHex(random, 8),
    ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
  }
}

/** Whether the instants of two schedules are the same, so that the plan of the first can go on. */
export function sameInstants(left: Schedule, right: Schedule): boolean {
  return (
    left.expression === right.expression &&
    left.timeZone === right.timeZone &&
    left.startsAt === right.startsAt &&
    left.endsAt === right.endsAt &&
    left.state === right.state
  )
}
