import type { OperationContext } from '../../dispatch/index.ts'
import { noActivity } from './errors.ts'
import { requireArn } from './machines.ts'
import { type Activity, activities } from './records.ts'

/** Fails with InvalidArn and ActivityDoesNotExist. */
export async function requireActivity(context: OperationContext, arn: string): Promise<Activity> {
  const { accountId, region, name } = requireArn(arn, 'activity')
  const stored = await activities.get(context.store, [accountId, region, name])
  if (!stored) throw noActivity(arn)
  return stored.value
}
