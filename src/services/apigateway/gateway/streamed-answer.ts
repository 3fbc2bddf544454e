/**
 * Functions whose answers stream. Source: API Gateway Developer Guide, "Set up a Lambda proxy integration with payload response streaming":
 * a prelude in JSON, eight zero bytes, and the body.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { type Prelude, PreludeSplitter } from '../../../engines/http-events/index.ts'
import { gatewayCaller, type InvokeOptions } from '../../../gateway/index.ts'
import { answeredName } from '../domain/headers.ts'
import type { IntegrationAnswer } from './answer.ts'
import type { RestExchange } from './exchange.ts'
import { refusedByLambda } from './lambda-outcomes.ts'
import { badGateway } from './refusals.ts'

interface StreamEvent {
  readonly PayloadChunk?: { readonly Payload?: Uint8Array }
  readonly InvokeComplete?: { readonly ErrorCode?: string; readonly ErrorDetails?: string }
}

/** Invokes a function, and answers when its prelude is there. Fails with a Refusal. */
export async function streamedAnswer(
  exchange: RestExchange,
  name: string,
  payload: Uint8Array,
  options: InvokeOptions,
): Promise<IntegrationAnswer> {
  const events = await begin(exchange, name, payload, options)
  const splitter = new PreludeSplitter()
  for (;;) {
    const next = await events.next()
    const complete = next.done ? undefined : next.value.InvokeComplete
    if (next.done || complete)
      throw malformed(exchange, complete?.ErrorDetails ?? complete?.ErrorCode ?? 'no prelude')
    const piece = next.value.PayloadChunk?.Payload
    if (!piece) continue
    const split = splitter.take(piece)
    if (split === undefined) continue
    if (split === 'malformed') {
      await events.return?.()
      throw malformed(exchange, 'Malformed Lambda proxy response')
    }
    return {
      status: split.prelude.status,
      headers: headersOf(split.prelude),
      body: bodyOf(split.rest, events),
    }
  }
}

async function begin(
  exchange: RestExchange,
  name: string,
  payload: Uint8Array,
  options: InvokeOptions,
): Promise<AsyncIterator<StreamEvent>> {
  try {
    const answer = await exchange.surroundings.call<{ EventStream?: AsyncIterable<StreamEvent> }>(
      'lambda:InvokeWithResponseStream',
      { FunctionName: name, Payload: payload },
      gatewayCaller(exchange, options),
    )
    if (!answer.EventStream) throw badGateway()
    return answer.EventStream[Symbol.asyncIterator]()
  } catch (error) {
    if (error instanceof AwsError) throw refusedByLambda(exchange, name, error)
    throw error
  }
}

function malformed({ log, facts }: RestExchange, why: string): Error {
  facts.integrationError = why
  log.error(`Execution failed due to configuration error: ${why}`)
  return badGateway()
}

function headersOf({ headers, cookies }: Prelude): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(headers)) {
    const answered = answeredName(name)
    if (answered !== undefined) found.set(answered, [value])
  }
  if (cookies.length > 0) found.set('set-cookie', cookies)
  return found
}

/** Cut, rather than ended, when the function failed midway: half an answer must not pass for a whole one. */
async function* bodyOf(first: Uint8Array, events: AsyncIterator<StreamEvent>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const next = await events.next()
      if (next.done) return
      const { PayloadChunk, InvokeComplete } = next.value
      if (InvokeComplete?.ErrorCode !== undefined && InvokeComplete.ErrorCode !== '')
        throw new Error(`A function failed while its response streamed: ${InvokeComplete.ErrorCode}`)
      if (PayloadChunk?.Payload) yield PayloadChunk.Payload
    }
  } finally {
    await events.return?.()
  }
}
