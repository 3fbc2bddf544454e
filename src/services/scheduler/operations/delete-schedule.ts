import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { schedules } from '../records.ts'
import { required } from '../required.ts'
import { requireSchedule } from '../schedules.ts'

export async function deleteSchedule(
  input: Api.DeleteScheduleInput,
  context: OperationContext,
): Promise<Api.DeleteScheduleOutput> {
  return change(context, async (commit) => {
    schedules.remove(commit, await requireSchedule(context, input.GroupName, required(input.Name, 'Name')))
    return {}
  })
}
