/**
 * `GET /_lambent/events`: the steps of events on their way, one JSON object a line, as they happen on this node; first those that
 * are remembered. See {@link TrailStepAt}. Ends with the client or the server.
 */
import type { TrailRecorder, TrailStepAt } from '../dispatch/index.ts'
import type { Route } from '../edge/index.ts'

/** A client that does not read is told of no more than so many steps. Ours. */
const unreadMax = 10_000

/** Where nothing happens, an empty line says that the server is there. Unit: milliseconds. Ours. */
const signOfLifeMs = 15_000

/** `openToAll`: whether others than this machine's own may look; they see names of resources. */
export function eventsRoute(trail: TrailRecorder, openToAll: boolean): Route {
  return {
    method: 'GET',
    path: '/_lambent/events',
    handler: async ({ sourceIp, query }, request, closing) => {
      if (!openToAll && !isLoopback(sourceIp)) {
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

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address === ''
}

async function* lines(
  trail: TrailRecorder,
  remembered: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let unread: TrailStepAt[] = remembered ? [...trail.recent] : []
  let wake = () => {}
  const unsubscribe = trail.subscribe((step) => {
    if (unread.length < unreadMax) unread.push(step)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    // Headers go out, and the client knows that it is watching.
    yield Buffer.from('\n')
    while (!signal.aborted) {
      if (unread.length > 0) {
        const told = unread
        unread = []
        yield Buffer.from(told.map((step) => `${JSON.stringify(step)}\n`).join(''))
        continue
      }
      // By the machine's time, as connections live.
      let timer: NodeJS.Timeout | undefined
      const quiet = await new Promise<boolean>((resolve) => {
        wake = () => resolve(false)
        timer = setTimeout(() => resolve(true), signOfLifeMs)
      })
      clearTimeout(timer)
      if (quiet) yield Buffer.from('\n')
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', onAbort)
  }
}
