import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import {
  invalidParameterValue,
  invalidValue,
  messageNotAvailable,
  messageNotInflight,
  missingParameter,
} from './errors.ts'
import { readHandle } from './handles.ts'
import { visibilitySecondsMax } from './limits.ts'

/**
 * Has a message that was received stay hidden for so many seconds from now; with 0 it can be received at once. Source: API
 * Reference, ChangeMessageVisibility.
 */
export async function changeVisibility(
  { store, clock }: OperationContext,
  queue: KnownQueue,
  handle: string | undefined,
  seconds: number | undefined,
): Promise<void> {
  if (seconds === undefined) throw missingParameter('VisibilityTimeout')
  if (seconds < 0 || seconds > visibilitySecondsMax)
    throw invalidValue(
      seconds,
      'VisibilityTimeout',
      `VisibilityTimeout must be an integer between 0 and ${visibilitySecondsMax}.`,
    )
  const { text, id, receipt, receivedAt } = readHandle(queue, handle)
  const message = await store.findMessage(queue.messages, id)
  if (message === undefined) throw messageNotAvailable(text)
  if (message.state !== 'leased') throw messageNotInflight()
  const until = clock.now() + seconds * 1000
  if (until > receivedAt + visibilitySecondsMax * 1000)
    throw invalidParameterValue(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${visibilitySecondsMax} seconds].`,
    )
  const { ok } = await atomic(store).extend(receipt, until).commit()
  if (!ok) throw messageNotAvailable(text)
}
