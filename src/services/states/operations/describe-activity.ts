import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireActivity } from '../activities.ts'
import { encryptionView } from '../definitions.ts'
import { activityArn } from '../domain/arns.ts'
import { required } from '../required.ts'

export async function describeActivity(
  input: Api.DescribeActivityInput,
  context: OperationContext,
): Promise<Api.DescribeActivityOutput> {
  const activity = await requireActivity(context, required(input.activityArn, 'activityArn'))
  return {
    activityArn: activityArn(activity, activity.name),
    name: activity.name,
    creationDate: new Date(activity.createdAt),
    encryptionConfiguration: encryptionView(activity.encryption),
  }
}
