/**
 * `POST /_lambent/debug`: lets debuggers of this machine at a function, as long as the connection lives. The answer is one JSON object a
 * line, see {@link DebugLine}; an empty line says that the server is there.
 */
import { type AccountId, partitionOf, type Region } from '../aws/identifiers.ts'
import type { Soon } from '../base/soon.ts'
import { type Compute, ComputeError } from '../compute/index.ts'
import type { Route } from '../edge/index.ts'
import { BodyError, isFromHere, readBody } from '../http/index.ts'
import { debugTarget } from '../services/lambda/adapters/debug-target.ts'
import type { Store } from '../store/index.ts'
import { jsonLine, WatchedLines } from './watched-lines.ts'

/** What is asked. */
export interface DebugRequest {
  readonly functionName: string
  readonly accountId: string
  readonly region: string
  /** The port for debuggers; 0 takes a free one. */
  readonly port: number
  /** The runtime waits for a debugger before it loads the handler. */
  readonly wait: boolean
}

/** What is told. The first line has the port. */
export type DebugLine =
  | {
      readonly state: 'listening'
      readonly port: number
      readonly runtime: string
      readonly functionName: string
    }
  | { readonly state: 'environment' | 'attached' | 'detached' }

/** What the route needs. */
export interface DebugParts {
  readonly compute: () => Soon<Compute>
  readonly store: Store
  /** Whether others than this server's own machine are trusted: debuggers run any code in functions. */
  readonly openToAll: boolean
}

/** Unit: bytes. Ours. */
const requestBytesMax = 4_096

/** Answers the route. */
export async function answerDebug(
  { compute, store, openToAll }: DebugParts,
  ...[{ headers, sourceIp }, request, closing]: Parameters<Route['handler']>
): ReturnType<Route['handler']> {
  if (!openToAll || !isFromHere(sourceIp))
    return refusal(403, 'Functions are debugged on the server itself, and where signatures are not verified.')
  // A page in a browser must not open a door: it cannot send this type without asking first.
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return refusal(415, 'The body is JSON: Content-Type: application/json')
  const asked = readRequest(await readBody(request, requestBytesMax).catch(bodyRefused))
  if (asked === undefined) return refusal(400, 'Ask for functionName, accountId, region, port and wait.')
  const region = asked.region as Region
  const here = { accountId: asked.accountId as AccountId, region, partition: partitionOf(region) }
  const version = await debugTarget(store, here, asked.functionName)
  if (version === undefined)
    return refusal(404, `There is no function ${asked.functionName} in ${asked.region}.`)
  const states = new WatchedLines<DebugLine>()
  try {
    const session = await (await compute()).debug(version, {
      port: asked.port,
      wait: asked.wait,
      onState: (state) => states.tell({ state }),
    })
    const { functionName, runtime = '' } = version
    const first: DebugLine = { state: 'listening', port: session.port, runtime, functionName }
    const ended = new AbortController()
    request.socket.once('close', () => ended.abort())
    if (request.socket.destroyed) ended.abort()
    return {
      status: 200,
      headers: { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' },
      body: lines(first, states.until(AbortSignal.any([ended.signal, closing])), () => session.close()),
    }
  } catch (error) {
    if (error instanceof ComputeError) return refusal(409, error.message)
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      return refusal(409, `Port ${asked.port} is taken by another program.`)
    throw error
  }
}

async function* lines(
  first: DebugLine,
  following: AsyncGenerator<Uint8Array>,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    yield jsonLine(first)
    yield* following
  } finally {
    await close()
  }
}

function bodyRefused(error: unknown): Uint8Array {
  if (error instanceof BodyError) return new Uint8Array()
  throw error
}

function readRequest(body: Uint8Array): DebugRequest | undefined {
  try {
    const { functionName, accountId, region, port, wait } = JSON.parse(
      Buffer.from(body).toString('utf8'),
    ) as Partial<Record<keyof DebugRequest, unknown>>
    if (typeof functionName !== 'string' || typeof accountId !== 'string' || typeof region !== 'string')
      return undefined
    if (!Number.isInteger(port) || Number(port) < 0 || Number(port) > 65_535) return undefined
    return { functionName, accountId, region, port: Number(port), wait: wait === true }
  } catch {
    return undefined
  }
}

function refusal(status: number, message: string) {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
}
