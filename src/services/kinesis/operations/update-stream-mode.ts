import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { countStreams } from '../counting.ts'
import { limitExceeded, validation } from '../errors.ts'
import { modeChangesPerDay, onDemandStreams } from '../limits.ts'
import type { Stream } from '../records.ts'
import { required } from '../required.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

const dayMs = 86_400_000

/** Makes a provisioned stream an on-demand one, or the other way round; its shards stay. */
export async function updateStreamMode(
  input: Api.UpdateStreamModeInput,
  context: OperationContext,
): Promise<object> {
  const mode = required(input.StreamModeDetails?.StreamMode, 'StreamModeDetails.StreamMode')
  // UNVERIFIED: the words, and those below.
  if (input.WarmThroughputMiBps !== undefined)
    throw validation(
      'WarmThroughputMiBps needs the on-demand advantage mode, which this account does not have.',
    )
  await changeStream(context, 'UpdateStreamMode', input, async (stream, commit) => {
    if (stream.mode === mode) return stream
    const modeChangedAt = stream.modeChangedAt.filter((at) => at > context.now - dayMs)
    if (modeChangedAt.length >= modeChangesPerDay)
      throw limitExceeded(
        `The stream mode can be switched ${modeChangesPerDay} times within 24 hours, and has been.`,
      )
    if (mode === 'ON_DEMAND' && (await countStreams(context)).onDemand >= onDemandStreams)
      throw limitExceeded(`An account cannot have more than ${onDemandStreams} on-demand streams.`)
    addTransition(commit, { ...transitionOf(stream), kind: 'activate' })
    const { distribution: _before, ...bare } = stream
    const next: Stream = mode === 'ON_DEMAND' ? { ...bare, distribution: 'USER_PARTITION_KEY' } : bare
    return { ...next, mode, status: 'UPDATING', modeChangedAt: [...modeChangedAt, context.now] }
  })
  return {}
}
