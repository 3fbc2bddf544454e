import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { requireSchedule } from '../schedules.ts'
import { scheduleView } from '../views.ts'

export async function getSchedule(
  input: Api.GetScheduleInput,
  context: OperationContext,
): Promise<Api.GetScheduleOutput> {
  const { value } = await requireSchedule(context, input.GroupName, required(input.Name, 'Name'))
  return scheduleView(value)
}
