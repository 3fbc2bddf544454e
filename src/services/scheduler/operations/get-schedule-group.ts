import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireGroup } from '../groups.ts'
import { required } from '../required.ts'
import { groupView } from '../views.ts'

export async function getScheduleGroup(
  input: Api.GetScheduleGroupInput,
  context: OperationContext,
): Promise<Api.GetScheduleGroupOutput> {
  const { group } = await requireGroup(context, required(input.Name, 'Name'))
  return groupView(group)
}
