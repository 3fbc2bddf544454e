/** Durable functions: AWS's own SDK in real functions, called by the real Lambda client, a day passing in milliseconds. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  Lambda,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import {
  durableSource,
  ended,
  happened,
  historyOf,
  makeNodeFunction,
  startDurable,
  until,
} from './durable-support.ts'

const clock = new VirtualClock()
const server = testServer({ clock, network: 'none' })
let lambda: Lambda
const year = { ExecutionTimeout: 31_622_400 }

const order = durableSource(`async (event, context) => {
  const price = await context.step('price', async () => event.amount * 2)
  await context.wait('a day', { days: 1 })
  const parts = await context.map('parts', event.parts, async (child, part, index) =>
    await child.step('part-' + index, async () => part.toUpperCase()))
  const [left, right] = (await context.parallel('both', [
    async (child) => await child.step('left', async () => 'left'),
    async (child) => { await child.wait({ hours: 1 }); return 'right' },
  ])).getResults()
  const number = await context.invoke('child', 'child:$LATEST', { n: price })
  const plain = await context.invoke('plain', 'plain', { n: number })
  return { price, parts: parts.getResults(), left, right, number, plain }
}`)

const approval = durableSource(`async (event, context) => {
  const [promise, id] = await context.createCallback('approval', { timeout: { hours: 2 }, heartbeatTimeout: { minutes: 30 } })
  try {
    return { id, answer: await promise }
  } catch (error) {
    return { id, failed: error.message }
  }
}`)

const flaky = durableSource(`async (event, context) =>
  await context.step('flaky', async (step) => {
    throw new RangeError('no luck')
  }, { retryStrategy: (error, attempt) => ({ shouldRetry: attempt < 3, delay: { seconds: 10 } }) })`)

describe('durable functions with AWS SDK for JavaScript', () => {
  before(async () => {
    lambda = new Lambda(server.config())
    await makeNodeFunction(lambda, 'order', order, year)
    await makeNodeFunction(
      lambda,
      'child',
      durableSource('async (event, context) => { await context.wait({ seconds: 5 }); return event.n + 1 }'),
      { ExecutionTimeout: 60 },
    )
    await makeNodeFunction(lambda, 'plain', 'export const handler = async (event) => event.n * 10')
    await makeNodeFunction(lambda, 'approval', approval, { ExecutionTimeout: 86_400 })
    await makeNodeFunction(lambda, 'flaky', flaky, { ExecutionTimeout: 900 })
  })
  after(() => lambda.destroy())

  it('step, wait a day, map, branch and call other functions', async () => {
    const arn = await startDurable(lambda, 'order', { amount: 21, parts: ['a', 'b'] })
    await happened(lambda, arn, 'InvocationCompleted')
    await clock.advance(86_400_000)
    await happened(lambda, arn, 'ContextStarted')
    // The branch that waits an hour, then the child that waits five seconds.
    await until('both waits', async () => (await countOf(arn, 'WaitStarted')) === 2)
    await clock.advance(3_600_000)
    const begun = await happened(lambda, arn, 'ChainedInvokeStarted')
    const childArn = begun.ChainedInvokeStartedDetails?.DurableExecutionArn ?? ''
    await happened(lambda, childArn, 'WaitStarted')
    await clock.advance(5000)
    const { Status, Result } = await ended(lambda, arn)
    assert.equal(Status, 'SUCCEEDED')
    assert.deepEqual(JSON.parse(Result ?? ''), {
      price: 42,
      parts: ['A', 'B'],
      left: 'left',
      right: 'right',
      number: 43,
      plain: 430,
    })
    const events = await historyOf(lambda, arn, 7)
    assert.deepEqual(
      events.map(({ EventId }) => EventId),
      events.map((_event, index) => index + 1),
    )
    const reversed = await lambda.send(
      new GetDurableExecutionHistoryCommand({
        DurableExecutionArn: arn,
        ReverseOrder: true,
        IncludeExecutionData: false,
      }),
    )
    assert.equal(reversed.Events?.[0]?.EventType, 'ExecutionSucceeded')
    assert.deepEqual(reversed.Events?.[0]?.ExecutionSucceededDetails?.Result, { Truncated: true })
  })

  it('wait for callbacks: success, failure, heartbeat and time-out', async () => {
    const idOf = async (arn: string) =>
      (await happened(lambda, arn, 'CallbackStarted')).CallbackStartedDetails?.CallbackId ?? ''
    const [good, bad, late] = await Promise.all([1, 2, 3].map(() => startDurable(lambda, 'approval', {})))
    const [goodId, badId, lateId] = await Promise.all([good, bad, late].map((arn) => idOf(arn ?? '')))
    await lambda.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: goodId, Result: Buffer.from('"yes"') }),
    )
    await lambda.send(
      new SendDurableExecutionCallbackFailureCommand({
        CallbackId: badId,
        Error: { ErrorType: 'No', ErrorMessage: 'not today' },
      }),
    )
    assert.deepEqual(JSON.parse((await ended(lambda, good ?? '')).Result ?? ''), {
      id: goodId,
      answer: '"yes"',
    })
    assert.match((await ended(lambda, bad ?? '')).Result ?? '', /not today/)
    await clock.advance(29 * 60_000)
    await lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: lateId }))
    await clock.advance(29 * 60_000)
    await lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: lateId }))
    await clock.advance(30 * 60_000)
    assert.match((await ended(lambda, late ?? '')).Result ?? '', /timed out/)
    await assert.rejects(
      lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: lateId })),
      {
        name: 'CallbackTimeoutException',
      },
    )
  })

  it('retry, and fail with the error of the last try; a synchronous caller sees it', async () => {
    const answer = lambda.send(
      new InvokeCommand({ FunctionName: 'flaky:$LATEST', Payload: '{}', DurableExecutionName: 'once' }),
    )
    const { DurableExecutions: [running] = [] } = await lambda.listDurableExecutionsByFunction({
      FunctionName: 'flaky',
    })
    for (const tries of [1, 2]) {
      const tried = running?.DurableExecutionArn ?? (await first())
      await until('a try', async () => (await countOf(tried, 'StepFailed')) >= tries)
      await clock.advance(10_000)
    }
    const { FunctionError, Payload, DurableExecutionArn, StatusCode } = await answer
    assert.equal(StatusCode, 200)
    assert.equal(FunctionError, 'Unhandled')
    assert.match(Buffer.from(Payload ?? []).toString(), /no luck/)
    assert.equal((await ended(lambda, DurableExecutionArn ?? '')).Status, 'FAILED')
  })

  /** How many events of a type an execution's history has. */
  async function countOf(arn: string, type: string): Promise<number> {
    return (await historyOf(lambda, arn)).filter(({ EventType }) => EventType === type).length
  }

  function first(): Promise<string> {
    return until('the first execution', async () => {
      const { DurableExecutions: [one] = [] } = await lambda.listDurableExecutionsByFunction({
        FunctionName: 'flaky',
      })
      return one?.DurableExecutionArn
    })
  }

  it('stop when they are told to, and not twice', async () => {
    const arn = await startDurable(lambda, 'approval', {}, 'to-stop')
    await happened(lambda, arn, 'CallbackStarted')
    const { StopTimestamp } = await lambda.send(
      new StopDurableExecutionCommand({ DurableExecutionArn: arn, Error: { ErrorType: 'Enough' } }),
    )
    const again = await lambda.send(new StopDurableExecutionCommand({ DurableExecutionArn: arn }))
    assert.deepEqual(again.StopTimestamp, StopTimestamp)
    const { Status, Error: error, DurableExecutionName } = await ended(lambda, arn)
    assert.deepEqual(
      { Status, error, DurableExecutionName },
      { Status: 'STOPPED', error: { ErrorType: 'Enough' }, DurableExecutionName: 'to-stop' },
    )
  })
})
