import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { validation } from '../errors.ts'
import { mapRuns, noticeQueue } from '../map-runs/records.ts'
import { requireMapRun } from '../map-runs/views.ts'
import { required } from '../required.ts'

/** Its coordinator takes the settings up at once. */
export async function updateMapRun(
  input: Api.UpdateMapRunInput,
  context: OperationContext,
): Promise<Api.UpdateMapRunOutput> {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = input
  const arn = required(input.mapRunArn, 'mapRunArn')
  await change(context, async (commit) => {
    const stored = await requireMapRun(context, arn)
    const { value } = stored
    // UNVERIFIED: the words.
    if (value.status !== 'RUNNING') throw validation(`Map Run is not running: '${arn}'`)
    mapRuns.put(
      commit,
      {
        ...value,
        ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
        ...(toleratedFailureCount === undefined ? {} : { toleratedFailureCount }),
        ...(toleratedFailurePercentage === undefined ? {} : { toleratedFailurePercentage }),
      },
      stored,
    )
    commit.enqueue(noticeQueue(value.id), { type: 'settings' })
  })
  return {}
}
