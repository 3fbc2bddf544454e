import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { mapRunView, requireMapRun } from '../map-runs/views.ts'
import { required } from '../required.ts'

export async function describeMapRun(
  input: Api.DescribeMapRunInput,
  context: OperationContext,
): Promise<Api.DescribeMapRunOutput> {
  return mapRunView((await requireMapRun(context, required(input.mapRunArn, 'mapRunArn'))).value)
}
