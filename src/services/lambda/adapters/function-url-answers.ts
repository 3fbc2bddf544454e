/** What functions answered, as HTTP responses of their URLs. */
import {
  httpResponseType,
  type Prelude,
  PreludeSplitter,
  readResponse,
} from '../../../engines/http-events/index.ts'
import type { Answer } from '../../../http/index.ts'
import type { UrlOutcome } from '../function-url-invocation.ts'
import type { FunctionUrl } from '../function-urls.ts'

/** What is said of every answer. */
export interface AnswerFacts {
  readonly requestId: string
  readonly traceHeader: string
}

/** The answer to a function's outcome. Failures of the function, and responses that are malformed, are 502. */
export async function answerOf(
  outcome: UrlOutcome,
  mode: FunctionUrl['invokeMode'],
  facts: AnswerFacts,
): Promise<Answer> {
  if ('body' in outcome) return await streamedAnswer(outcome, facts)
  if (outcome.kind === 'error') return badGateway(facts.requestId)
  if (mode === 'RESPONSE_STREAM') {
    // Of a function that does not stream the payload is the body, whatever it says of a status: as AWS answers (recorded).
    const head = { ...plainHead, headers: { 'content-type': 'application/json' } }
    return { ...headOf(head, facts), body: outcome.payload }
  }
  const response = readResponse(Buffer.from(outcome.payload).toString('utf8'))
  if (!response) return badGateway(facts.requestId)
  const { body, isBase64 } = response
  // As bytes: of a text the headers would be written as UTF-8 once more.
  return { ...headOf(response, facts), body: Buffer.from(body, isBase64 ? 'base64' : 'utf8') }
}

type Streamed = Extract<UrlOutcome, { readonly contentType: string }>

async function streamedAnswer(
  { contentType, body, completed }: Streamed,
  facts: AnswerFacts,
): Promise<Answer> {
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  const answer = (head: Prelude, first: Uint8Array) => ({
    ...headOf(head, facts),
    body: untilFailed(following(first, pieces), completed),
  })
  const splitter = contentType === httpResponseType ? new PreludeSplitter() : undefined
  for (;;) {
    const next = await pieces.next()
    if (next.done) {
      const { error } = await completed
      // Without a prelude there is no response; without an error an empty one is.
      if (splitter || error) return badGateway(facts.requestId)
      return headOf({ ...plainHead, headers: { 'content-type': contentType } }, facts)
    }
    if (!splitter) return answer({ ...plainHead, headers: { 'content-type': contentType } }, next.value)
    const split = splitter.take(next.value)
    if (split === undefined) continue
    if (split !== 'malformed') return answer(split.prelude, split.rest)
    body.destroy()
    return badGateway(facts.requestId)
  }
}

const plainHead = { status: 200, cookies: [] }

async function* following(first: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const next = await pieces.next()
      if (next.done) return
      yield next.value
    }
  } finally {
    await pieces.return?.()
  }
}

/** A body that is cut, rather than ended, when the function failed midway: half a response must not pass for a whole one. */
async function* untilFailed(
  body: AsyncIterable<Uint8Array>,
  completed: Streamed['completed'],
): AsyncGenerator<Uint8Array> {
  yield* body
  const { error } = await completed
  if (error) throw new Error(`A function failed while its response streamed: ${error.code}`)
}

function headOf({ status, headers, cookies }: Prelude, facts: AnswerFacts): Answer {
  return {
    status,
    headers: {
      ...headers,
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
      'x-amzn-RequestId': facts.requestId,
      'X-Amzn-Trace-Id': facts.traceHeader,
    },
  }
}

/** What the function did wrong is not the client's to know. */
export function badGateway(requestId: string): Answer {
  return {
    status: 502,
    headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId },
    body: 'Internal Server Error',
  }
}

/** A refusal as AWS's APIs word it. */
export function refusal(status: number, code: string, body: object, requestId: string): Answer {
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      'x-amzn-RequestId': requestId,
      'x-amzn-ErrorType': code,
    },
    body: JSON.stringify(body),
  }
}
