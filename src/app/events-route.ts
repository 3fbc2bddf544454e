/**
 * `GET /_lambent/events`: the steps of events on their way, one JSON object a line, as they happen on this node; first those that
 * are remembered. See {@link TrailStepAt}. Ends with the client or the server.
 */
import type { TrailRecorder, TrailStepAt } from '../dispatch/index.ts'
import type { Route } from '../edge/index.ts'
import { isFromHere } from '../http/index.ts'
import { emptyLine, WatchedLines } from './watched-lines.ts'

/** `openToAll`: whether others than this machine's own may look; they see names of resources. */
export function eventsRoute(trail: TrailRecorder, openToAll: boolean): Route {
  return {
    method: 'GET',
    path: '/_lambent/events',
    handler: async ({ sourceIp, query }, request, closing) => {
      if (!openToAll && !isFromHere(sourceIp)) {
        const message = 'Where signatures are verified, only clients on the server itself may watch events.'
        return { status: 403, headers: json, body: JSON.stringify({ message }) }
      }
      const ended = new AbortController()
      request.socket.once('close', () => ended.abort())
      const remembered = new URLSearchParams(query).get('remembered') !== 'false'
      return {
        status: 200,
        headers: { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' },
        body: lines(trail, remembered, AbortSignal.any([ended.signal, closing])),
      }
    },
  }
}

const json = { 'Content-Type': 'application/json' }

async function* lines(
  trail: TrailRecorder,
  remembered: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const steps = new WatchedLines<TrailStepAt>(remembered ? trail.recent : [])
  const unsubscribe = trail.subscribe((step) => steps.tell(step))
  try {
    // Headers go out, and the client knows that it is watching.
    yield emptyLine
    yield* steps.until(signal)
  } finally {
    unsubscribe()
  }
}
