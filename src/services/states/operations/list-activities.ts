import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { activityArn } from '../domain/arns.ts'
import { byKey, page } from '../listing.ts'
import { type Activity, activities } from '../records.ts'

/** By name. */
export async function listActivities(
  input: Api.ListActivitiesInput,
  context: OperationContext,
): Promise<Api.ListActivitiesOutput> {
  const { accountId, region, store } = context
  const { items, token } = await page<Activity>({
    read: byKey(store, activities),
    prefix: [accountId, region],
    keyOf: ({ name }) => [name],
    limit: input.maxResults,
    token: input.nextToken,
    purpose: ['ListActivities'],
  })
  const listed = items.map((activity) => ({
    activityArn: activityArn(activity, activity.name),
    name: activity.name,
    creationDate: new Date(activity.createdAt),
  }))
  return { activities: listed, ...(token === undefined ? {} : { nextToken: token }) }
}
