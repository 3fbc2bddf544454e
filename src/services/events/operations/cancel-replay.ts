import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { replayArn } from '../domain/names.ts'
import { illegalStatus } from '../errors.ts'
import { replays } from '../records.ts'
import { requireReplay } from '../replays.ts'
import { required } from '../required.ts'

/** The step that comes next ends the replay. */
export async function cancelReplay(
  input: Api.CancelReplayRequest,
  context: OperationContext,
): Promise<Api.CancelReplayResponse> {
  const name = required(input.ReplayName, 'ReplayName')
  return change(context, async (commit) => {
    const stored = await requireReplay(context, name)
    if (stored.value.state !== 'STARTING' && stored.value.state !== 'RUNNING')
      // UNVERIFIED: the words.
      throw illegalStatus(`Replay ${name} is not in a valid state for this operation.`)
    replays.put(commit, { ...stored.value, state: 'CANCELLING' }, stored)
    return { ReplayArn: replayArn(stored.value, name), State: 'CANCELLING' }
  })
}
