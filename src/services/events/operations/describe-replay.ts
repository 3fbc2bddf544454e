import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { replayDetails } from '../archive-views.ts'
import { requireReplay } from '../replays.ts'
import { required } from '../required.ts'

export async function describeReplay(
  input: Api.DescribeReplayRequest,
  context: OperationContext,
): Promise<Api.DescribeReplayResponse> {
  const { value } = await requireReplay(context, required(input.ReplayName, 'ReplayName'))
  return replayDetails(value)
}
