import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { defaultGroupName, scheduleArn } from '../domain/names.ts'
import { beginPlan } from '../planning.ts'
import { schedules } from '../records.ts'
import { required } from '../required.ts'
import { checkSchedule, readSchedule, requireSchedule, sameInstants } from '../schedules.ts'

/** What is left out takes its default. A schedule whose instants stay the same keeps its plan. */
export async function updateSchedule(
  input: Api.UpdateScheduleInput,
  context: OperationContext,
): Promise<Api.UpdateScheduleOutput> {
  const name = required(input.Name, 'Name')
  const groupName = input.GroupName ?? defaultGroupName
  await checkSchedule(context, input)
  return change(context, async (commit) => {
    const stored = await requireSchedule(context, groupName, name)
    const next = readSchedule(input, context, stored.value)
    const goesOn = sameInstants(stored.value, next)
    const schedule = goesOn ? { ...next, planId: stored.value.planId } : next
    schedules.put(commit, schedule, stored)
    if (!goesOn) beginPlan(commit, schedule, context.now)
    return { ScheduleArn: scheduleArn(context, groupName, name) }
  })
}
