import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeAndTell } from '../changing.ts'
import { judgeBatch } from '../domain/batch.ts'
import { retentionStart } from '../domain/retention.ts'
import { serviceUnavailable } from '../errors.ts'
import { loadGroup, loadStream } from '../groups.ts'
import { addEvents } from '../ingestion.ts'
import { required } from '../required.ts'
import { foldEvery, foldFeed } from '../stored-bytes.ts'
import { sequenceToken } from '../views.ts'

/** Takes a batch in with one commit. Sequence tokens are accepted, whatever they say, and mean nothing. */
export async function putLogEvents(
  input: Api.PutLogEventsRequest,
  context: OperationContext,
): Promise<Api.PutLogEventsResponse> {
  const groupName = required(input.logGroupName, 'logGroupName')
  const streamName = required(input.logStreamName, 'logStreamName')
  const events = required(input.logEvents, 'logEvents').map((event) => ({
    timestamp: required(event.timestamp, 'timestamp'),
    message: required(event.message, 'message'),
  }))
  const { answer, result } = await changeAndTell(
    context,
    async (commit) => {
      const group = await loadGroup(context, groupName)
      const stream = await loadStream(context, group.value.id, streamName)
      const start = retentionStart(group.value.retentionInDays, context.now)
      const { accepted, rejected } = judgeBatch(events, context.now, start)
      const next =
        accepted.length === 0
          ? stream.value
          : addEvents(commit, group, stream.value, stream, accepted, context.now)
      return { groupId: group.value.id, next, rejected }
    },
    serviceUnavailable,
  )
  const [sequence] = result.appended
  if (sequence !== undefined && sequence % foldEvery === 0) await foldFeed(context, answer.groupId)
  return {
    nextSequenceToken: sequenceToken(answer.next),
    ...(answer.rejected === undefined ? {} : { rejectedLogEventsInfo: answer.rejected }),
  }
}
