import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { requireArn } from '../machines.ts'
import { activities, activityQueue } from '../records.ts'
import { required } from '../required.ts'

/** One that does not exist is no error. Tasks that wait for its workers wait on until their time is over. */
export async function deleteActivity(
  input: Api.DeleteActivityInput,
  context: OperationContext,
): Promise<Api.DeleteActivityOutput> {
  const named = requireArn(required(input.activityArn, 'activityArn'), 'activity')
  const { accountId, region, name } = named
  return change(context, async (commit) => {
    const stored = await activities.get(context.store, [accountId, region, name])
    if (!stored) return {}
    activities.remove(commit, stored)
    commit.purge(activityQueue(named, name))
    return {}
  })
}
