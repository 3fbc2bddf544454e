import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError } from '../../aws/aws-error.ts'
import { loadModel } from '../../models/index.ts'
import { protocols, type WireResponse } from '../index.ts'

const context = { requestId: 'id', requestHeaders: {} }

/** The frames of an answer, each as its bytes in Latin-1, where names and texts can be seen. */
async function framesOf(answer: WireResponse): Promise<string[]> {
  const frames: string[] = []
  assert(answer.body !== undefined && typeof answer.body !== 'string' && !(answer.body instanceof Uint8Array))
  for await (const frame of answer.body) frames.push(Buffer.from(frame).toString('latin1'))
  return frames
}

async function liveTail(events: () => AsyncGenerator<object>): Promise<string[]> {
  const logs = await loadModel('cloudwatch-logs')
  const operation = logs.operations.get('StartLiveTail')
  assert(operation)
  const answer = protocols.awsJson1_1.encode(logs, operation, { responseStream: events() }, context)
  assert.equal(answer.headers['Content-Type'], 'application/vnd.amazon.eventstream')
  return framesOf(answer)
}

describe('streams of events', () => {
  it('begin with an initial response where the protocol has no other place for the output', async () => {
    const frames = await liveTail(async function* () {
      yield { sessionUpdate: { sessionResults: [{ message: 'hello' }] } }
    })
    assert.equal(frames.length, 2)
    assert.match(frames[0] ?? '', /initial-response.*application\/x-amz-json-1\.1.*event\{\}/s)
    assert.match(frames[1] ?? '', /sessionUpdate.*\{"sessionResults":\[\{"message":"hello"\}\]\}/s)
  })

  it('end with an exception that the model has, by its name in the stream', async () => {
    const frames = await liveTail(async function* () {
      yield { sessionUpdate: { sessionResults: [] } }
      throw new AwsError('SessionTimeoutException', 'over')
    })
    assert.equal(frames.length, 3)
    assert.match(frames[2] ?? '', /:exception-type.*SessionTimeoutException.*exception\{"message":"over"\}/s)
  })

  it('end with an error that the model does not have', async () => {
    const frames = await liveTail(async function* () {
      yield* []
      throw new AwsError('Throttling', 'slowly')
    })
    assert.match(frames[1] ?? '', /:error-code.*Throttling.*:error-message.*slowly.*:message-type.*error/s)
  })

  it('break off at a defect', async () => {
    const broken = liveTail(async function* () {
      yield* []
      throw new TypeError('bug')
    })
    await assert.rejects(broken, TypeError)
  })

  it('carry bytes as they are, and leave out events that no model has', async () => {
    const lambda = await loadModel('lambda')
    const operation = lambda.operations.get('InvokeWithResponseStream')
    assert(operation)
    async function* events() {
      yield { PayloadChunk: { Payload: new TextEncoder().encode('chunk') } }
      yield { Unknown: {} }
      yield { InvokeComplete: { ErrorCode: 'Unhandled' } }
    }
    const answer = protocols.restJson1.encode(
      lambda,
      operation,
      { StatusCode: 200, EventStream: events() },
      context,
    )
    const frames = await framesOf(answer)
    assert.equal(frames.length, 2)
    assert.match(frames[0] ?? '', /PayloadChunk.*application\/octet-stream.*eventchunk/s)
    assert.match(frames[1] ?? '', /InvokeComplete.*application\/json.*\{"ErrorCode":"Unhandled"\}/s)
  })
})
