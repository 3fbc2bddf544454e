/**
 * Virtual time of a server that was started for it: it stands still until it is moved, and moving it answers when all that fell
 * due on the way has been done. The instant outlives the server where its store does.
 */
import type { Clock } from '../base/clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { jsonAnswer, type Route } from '../edge/index.ts'
import { BodyError, type IncomingMessage, readBody } from '../http/index.ts'
import type { Store } from '../store/index.ts'

/** What `GET /_lambent/time` answers, and moving it. */
export interface ServerTime {
  /** ISO 8601. */
  readonly now: string
  readonly clock: 'system' | 'virtual'
}

/** What is asked of `POST /_lambent/time/advance`: one of the two. */
export interface AdvanceRequest {
  readonly milliseconds?: number
  /** ISO 8601. */
  readonly to?: string
}

/** The furthest that time is moved at once. Unit: milliseconds. Ours: a century, so that instants stay ones that dates can write. */
const advanceMsMax = 100 * 366 * 86_400_000

/** Unit: bytes. Ours. */
const requestBytesMax = 1_024

const key = ['app/virtual-time']

/** Moves a virtual clock to where it was when the store was used last; never back. */
export async function resumeTime(clock: Clock, store: Store): Promise<void> {
  if (!(clock instanceof VirtualClock)) return
  const kept = await store.get<number>(key)
  if (kept !== null && kept.value > clock.now()) await clock.advanceTo(kept.value)
}

/** The routes of time. `idle` resolves when nothing is under way. */
export function timeRoutes(clock: Clock, store: Store, idle: () => Promise<void>): Route[] {
  const shown = (): ServerTime => ({
    now: new Date(clock.now()).toISOString(),
    clock: clock instanceof VirtualClock ? 'virtual' : 'system',
  })
  // One move after the other: each is done with what it caused before the next begins.
  let moving: Promise<void> = Promise.resolve()
  const advance = (request: AdvanceRequest, virtual: VirtualClock) => {
    const moved = moving.then(async () => {
      const target =
        request.to === undefined ? virtual.now() + (request.milliseconds ?? 0) : Date.parse(request.to)
      await virtual.advanceTo(target, idle)
      await idle()
      await store.commit([{ type: 'set', key, value: virtual.now() }])
    })
    moving = moved.catch(() => {})
    return moved
  }
  return [
    { method: 'GET', path: '/_lambent/time', handler: async () => jsonAnswer(shown()) },
    {
      method: 'POST',
      path: '/_lambent/time/advance',
      handler: async (head, body) => {
        if (!(clock instanceof VirtualClock))
          return refusal(
            409,
            'This server runs on real time. Start one whose time can be moved: lambent start --clock virtual',
          )
        // A page in a browser must not move time: it cannot send this type without asking first.
        if (!/^application\/json\b/i.test(head.headers['content-type'] ?? ''))
          return refusal(415, 'The body is JSON: Content-Type: application/json')
        const sent = await text(body)
        if (sent === undefined) return refusal(413, 'The body is too large, or never came.')
        const request = readRequest(sent, clock.now())
        if (typeof request === 'string') return refusal(400, request)
        await advance(request, clock)
        return jsonAnswer(shown())
      },
    },
  ]
}

async function text(request: IncomingMessage): Promise<string | undefined> {
  try {
    return Buffer.from(await readBody(request, requestBytesMax)).toString('utf8')
  } catch (error) {
    if (error instanceof BodyError) return undefined
    throw error
  }
}

/** The request, or what is wrong with it. */
function readRequest(body: string, now: number): AdvanceRequest | string {
  const advice = 'Give {"milliseconds": 60000} or {"to": "2030-01-01T00:00:00Z"}.'
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return `The body is not JSON. ${advice}`
  }
  if (value === null || typeof value !== 'object') return advice
  const { milliseconds, to } = value as AdvanceRequest
  if ((milliseconds === undefined) === (to === undefined)) return advice
  if (to !== undefined) {
    const target = typeof to === 'string' ? Date.parse(to) : Number.NaN
    if (Number.isNaN(target)) return advice
    if (target < now) return `Time does not go back: it is ${new Date(now).toISOString()}.`
    return target - now > advanceMsMax ? 'That is more than a century ahead.' : { to }
  }
  if (!Number.isSafeInteger(milliseconds) || Number(milliseconds) < 0) return advice
  return Number(milliseconds) > advanceMsMax
    ? 'That is more than a century.'
    : { milliseconds: Number(milliseconds) }
}

function refusal(status: number, message: string) {
  return { ...jsonAnswer({ message }), status }
}
