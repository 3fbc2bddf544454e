import type * as Api from '@aws-sdk/client-sfn'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { requireArn } from '../machines.ts'
import { activities, activityQueue } from '../records.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'

/** One that does not exist is no error. Tasks that wait for its workers wait on until their time is over. */
export function deleteActivity(
  room: Pick<StatesRoom, 'quotas'>,
): Operation<Api.DeleteActivityInput, Api.DeleteActivityOutput> {
  return async (input, context) => {
    const existed = await remove(input, context)
    if (existed) room.quotas.activities.giveBack(context)
    return {}
  }
}

/** Answers whether there was one. */
async function remove(input: Api.DeleteActivityInput, context: OperationContext): Promise<boolean> {
  const named = requireArn(required(input.activityArn, 'activityArn'), 'activity')
  const { accountId, region, name } = named
  return change(context, async (commit) => {
    const stored = await activities.get(context.store, [accountId, region, name])
    if (!stored) return false
    activities.remove(commit, stored)
    commit.purge(activityQueue(named, name))
    return true
  })
}
