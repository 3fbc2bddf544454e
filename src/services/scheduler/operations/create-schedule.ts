import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { defaultGroupName, scheduleArn } from '../domain/names.ts'
import { conflict } from '../errors.ts'
import { requireActiveGroup } from '../groups.ts'
import { beginPlan } from '../planning.ts'
import { schedules } from '../records.ts'
import { required } from '../required.ts'
import { checkSchedule, findSchedule, readSchedule } from '../schedules.ts'

/** The same client token again makes nothing, and answers the same. */
export async function createSchedule(
  input: Api.CreateScheduleInput,
  context: OperationContext,
): Promise<Api.CreateScheduleOutput> {
  const name = required(input.Name, 'Name')
  const groupName = input.GroupName ?? defaultGroupName
  await checkSchedule(context, input)
  return change(context, async (commit) => {
    await requireActiveGroup(context, groupName)
    const stored = await findSchedule(context, groupName, name)
    if (stored && (input.ClientToken === undefined || stored.value.clientToken !== input.ClientToken))
      throw conflict(`Schedule ${name} already exists.`)
    if (!stored) {
      const schedule = readSchedule(input, context, undefined)
      schedules.put(commit, schedule, undefined)
      beginPlan(commit, schedule, context.now)
    }
    return { ScheduleArn: scheduleArn(context, groupName, name) }
  })
}
