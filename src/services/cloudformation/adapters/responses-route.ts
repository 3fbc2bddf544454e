import type { Json, JsonObject } from '../../../base/json.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import { type Answer, BodyError, type IncomingMessage, readBody } from '../../../http/index.ts'
import { changeRecords } from '../../../store/index.ts'
import { leave } from '../driver/parents.ts'
import { busy } from '../errors.ts'
import { changeAttemptsMax, customResponseBytesMax, signalBytesMax } from '../limits.ts'
import { type Callback, callbacks, handleSignals } from '../records.ts'
import { responsePath } from '../resources/response-path.ts'

/** Takes the answers of custom resources, and signals for wait conditions. A path of Lambent's own, as S3 takes them at AWS. */
export function responsesRoute(surroundings: Pick<Surroundings, 'store' | 'random'>): {
  readonly method: 'PUT'
  readonly path: string
  readonly handler: (head: { readonly query: string }, request: IncomingMessage) => Promise<Answer>
} {
  return {
    method: 'PUT',
    path: responsePath,
    handler: async ({ query }, request) => {
      const token = new URLSearchParams(query).get('token') ?? ''
      const callback = token === '' ? undefined : await callbacks.get(surroundings.store, [token])
      if (!callback) return refusal(403, 'AccessDenied', 'Request has expired')
      const most = callback.value.kind === 'answer' ? customResponseBytesMax : signalBytesMax
      const body = await readText(request, most)
      if (callback.value.kind === 'answer') await takeAnswer(surroundings, callback.value, body)
      else {
        const problem = await takeSignal(surroundings, callback.value, body)
        if (problem !== undefined) return refusal(400, 'InvalidRequest', problem)
      }
      return { status: 200, headers: { 'Content-Length': '0' }, body: '' }
    },
  }
}

function refusal(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status, headers: { 'Content-Type': 'application/xml' }, body }
}

/** The text of a body; undefined: it is too long. */
async function readText(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  try {
    return Buffer.from(await readBody(request, bytesMax)).toString('utf8')
  } catch (error) {
    if (error instanceof BodyError && error.reason === 'too large') return undefined
    throw error
  }
}

async function takeAnswer(
  { store, random }: Pick<Surroundings, 'store' | 'random'>,
  callback: Callback,
  text: string | undefined,
): Promise<void> {
  const { stackUuid, logicalId, waitId } = callback
  const body = answerBody(text)
  await changeRecords(store, { attempts: changeAttemptsMax, giveUp: busy }, async (commit) => {
    leave(commit, { random }, callback, stackUuid, { kind: 'answer', logicalId, waitId, body })
  })
}

/** Source: observed on AWS, reasons of custom resources whose answers cannot be used. */
function answerBody(text: string | undefined): JsonObject {
  if (text === undefined) return { $problem: 'Response object is too long.' }
  const body = readObject(text)
  return body ?? { $problem: 'Invalid response object: the response is not a valid JSON object.' }
}

function readObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

/** Source: User Guide, "Wait condition signal JSON syntax". Answers what is wrong with it. */
async function takeSignal(
  { store, random }: Pick<Surroundings, 'store' | 'random'>,
  callback: Callback,
  text: string | undefined,
): Promise<string | undefined> {
  const body = text === undefined ? undefined : readObject(text)
  const { Status, UniqueId, Reason, Data } = body ?? {}
  if (typeof UniqueId !== 'string' || UniqueId === '' || (Status !== 'SUCCESS' && Status !== 'FAILURE'))
    return 'A signal needs a Status (SUCCESS or FAILURE) and a UniqueId'
  const { token, stackUuid, logicalId, waitId } = callback
  await changeRecords(store, { attempts: changeAttemptsMax, giveUp: busy }, async (commit) => {
    const key = [token, UniqueId]
    // A second signal of one id counts as the first. Source: User Guide, "Wait condition signal JSON syntax".
    const known = await handleSignals.get(store, key)
    if (known) return
    handleSignals.put(
      commit,
      {
        token,
        uniqueId: UniqueId,
        status: Status,
        ...(typeof Reason === 'string' ? { reason: Reason } : {}),
        ...(typeof Data === 'string' ? { data: Data } : {}),
      },
      undefined,
    )
    leave(commit, { random }, callback, stackUuid, {
      kind: 'signal',
      logicalId,
      waitId,
      body: {
        UniqueId,
        Status,
        ...(typeof Reason === 'string' && { Reason }),
        ...(typeof Data === 'string' && { Data }),
      },
    })
  })
  return undefined
}
