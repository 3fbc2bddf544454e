/** AWS's durable execution SDK for JavaScript, as it is, against this service's rules, store and jobs. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js'
import type { Event, LambdaClient } from '@aws-sdk/client-lambda'
import { JobRunner } from '../../../jobs/index.ts'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { durableTestRoom, type StartAnswer } from './test-room.ts'

const room = durableTestRoom({ store: openSqliteStore, jobs: (surroundings) => new JobRunner(surroundings) })
const day = 86_400_000

/** The SDK's client, whose commands go straight to the operations. */
const client = {
  send: (command: { constructor: { name: string }; input: object }) =>
    room.call(command.constructor.name.replace(/Command$/, ''), command.input),
} as unknown as LambdaClient

let count = 0
/** A durable function of this code; answers its name. */
async function durable(
  code: (event: never, context: DurableContext) => Promise<unknown>,
  options: { timeoutSeconds?: number } = {},
): Promise<string> {
  const name = `durable-${++count}`
  const handler = withDurableExecution(code as never, { client })
  const lambdaContext = { getRemainingTimeInMillis: () => 3000, awsRequestId: 'id', functionName: name }
  await room.makeFunction(
    name,
    (event) => handler(event as never, lambdaContext as never) as Promise<unknown>,
    options,
  )
  return name
}

async function historyOf(arn: string): Promise<readonly Event[]> {
  return (await room.call('GetDurableExecutionHistory', { DurableExecutionArn: arn })).Events as Event[]
}

async function typesOf(arn: string): Promise<string[]> {
  return (await historyOf(arn)).map(({ EventType }) => EventType ?? '')
}

async function statusOf(arn: string) {
  return await room.call('GetDurableExecution', { DurableExecutionArn: arn })
}

describe('AWS durable execution SDK for JavaScript', () => {
  it('runs steps, and waits a day in no time', async () => {
    const ran: string[] = []
    const name = await durable(
      async (event: { order: number }, context) => {
        const price = await context.step('price', async () => {
          ran.push('price')
          return event.order * 2
        })
        await context.wait('a day', { days: 1 })
        return await context.step('ship', async () => {
          ran.push('ship')
          return { shipped: price }
        })
      },
      { timeoutSeconds: 7 * 86_400 },
    )
    const { arn, status } = await room.start(name, { order: 21 })
    assert.equal(status, 202)
    await room.settle()
    assert.equal((await statusOf(arn)).Status, 'RUNNING')
    assert.deepEqual(ran, ['price'])
    await room.advance(day - 1)
    assert.deepEqual(ran, ['price'])
    await room.advance(1)
    const ended = await statusOf(arn)
    assert.equal(ended.Status, 'SUCCEEDED')
    assert.deepEqual(JSON.parse(String(ended.Result)), { shipped: 42 })
    assert.deepEqual(ran, ['price', 'ship'])
    assert.deepEqual(await typesOf(arn), [
      'ExecutionStarted',
      'StepStarted',
      'StepSucceeded',
      'WaitStarted',
      'InvocationCompleted',
      'WaitSucceeded',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ])
  })

  it('answers a synchronous caller when the execution has ended', async () => {
    const name = await durable(async (event: { name: string }, context) => {
      await context.wait({ seconds: 5 })
      return `Hello ${event.name}`
    })
    let answer: StartAnswer | undefined
    const answered = room.start(name, { name: 'you' }, { wait: true }).then((given) => {
      answer = given
    })
    // When the wait begins is not told: time goes on until it is over.
    for (let second = 0; second < 60 && answer === undefined; second++) await room.advance(1000)
    await answered
    assert.deepEqual(answer?.payload, 'Hello you')
  })

  it('retries steps with the delays that their strategy says', async () => {
    let tries = 0
    const name = await durable(
      async (_event, context) =>
        await context.step(
          'flaky',
          async () => {
            if (++tries < 3) throw new Error(`try ${tries}`)
            return tries
          },
          {
            retryStrategy: (_error, attempt) => ({
              shouldRetry: attempt < 5,
              delay: { seconds: 10 * attempt },
            }),
          },
        ),
    )
    const { arn } = await room.start(name, {})
    await room.settle()
    assert.equal(tries, 1)
    await room.advance(10_000)
    assert.equal(tries, 2)
    await room.advance(20_000)
    assert.equal((await statusOf(arn)).Result, '3')
    const failed = (await historyOf(arn)).filter(({ EventType }) => EventType === 'StepFailed')
    assert.deepEqual(
      failed.map(({ StepFailedDetails }) => StepFailedDetails?.RetryDetails),
      [
        { CurrentAttempt: 1, NextAttemptDelaySeconds: 10 },
        { CurrentAttempt: 2, NextAttemptDelaySeconds: 20 },
      ],
    )
  })

  it('fails with the error of a step that is not retried', async () => {
    const name = await durable(async (_event, context) => {
      await context.step(
        'broken',
        async () => {
          throw new RangeError('too far')
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      )
    })
    const answer = await room.start(name, {}, { wait: true })
    assert.equal(answer.error, 'Unhandled')
    assert.match(String((answer.payload as { errorMessage: string }).errorMessage), /too far/)
    assert.equal((await statusOf(answer.arn)).Status, 'FAILED')
  })

  it('waits for callbacks from outside', async () => {
    const name = await durable(
      async (_event, context) =>
        await context.waitForCallback('approval', async () => {}, { timeout: { hours: 1 } }),
    )
    const { arn } = await room.start(name, {})
    await room.settle()
    const started = (await historyOf(arn)).find(({ EventType }) => EventType === 'CallbackStarted')
    const CallbackId = started?.CallbackStartedDetails?.CallbackId ?? ''
    assert.equal(started?.CallbackStartedDetails?.Timeout, 3600)
    await room.call('SendDurableExecutionCallbackSuccess', { CallbackId, Result: Buffer.from('"yes"') })
    await room.settle()
    assert.equal((await statusOf(arn)).Status, 'SUCCEEDED')
    assert.match(String((await statusOf(arn)).Result), /yes/)
    await assert.rejects(room.call('SendDurableExecutionCallbackSuccess', { CallbackId }), {
      code: 'CallbackTimeoutException',
      message: 'The callback is either timed out or already completed',
    })
  })

  it('lets callbacks run out of time, and heartbeats put that off', async () => {
    const name = await durable(async (_event, context) => {
      const [promise] = await context.createCallback('slow', { heartbeatTimeout: { seconds: 60 } })
      return await promise.catch((error: unknown) => `gave up: ${(error as Error).message}`)
    })
    const { arn } = await room.start(name, {})
    await room.settle()
    const started = (await historyOf(arn)).find(({ EventType }) => EventType === 'CallbackStarted')
    const CallbackId = started?.CallbackStartedDetails?.CallbackId ?? ''
    await room.advance(50_000)
    await room.call('SendDurableExecutionCallbackHeartbeat', { CallbackId })
    await room.advance(50_000)
    assert.equal((await statusOf(arn)).Status, 'RUNNING')
    await room.advance(10_000)
    assert.match(String((await statusOf(arn)).Result), /gave up: Callback timed out on heartbeat/)
  })

  it('runs branches, maps and child contexts', async () => {
    const name = await durable(async (event: { items: number[] }, context) => {
      const doubled = await context.map(
        'double',
        event.items,
        async (child, item, index) => await child.step(`item-${index}`, async () => item * 2),
      )
      const parts = await context.parallel('both', [
        async (child) => await child.step('left', async () => 'left'),
        async (child) => {
          await child.wait({ seconds: 30 })
          return 'right'
        },
      ])
      const nested = await context.runInChildContext(
        'nested',
        async (child) => await child.step('inner', async () => 'in'),
      )
      return { doubled: doubled.getResults(), parts: parts.getResults(), nested }
    })
    const { arn } = await room.start(name, { items: [1, 2, 3] })
    await room.settle()
    await room.advance(30_000)
    assert.deepEqual(JSON.parse(String((await statusOf(arn)).Result)), {
      doubled: [2, 4, 6],
      parts: ['left', 'right'],
      nested: 'in',
    })
  })

  it('calls other functions, durable and plain, and sees their failures', async () => {
    await room.makeFunction('plain', async (event) => ({ got: event }))
    await room.makeFunction('broken', async () => {
      throw new Error('no luck')
    })
    const child = await durable(async (event: { n: number }, context) => {
      await context.wait({ seconds: 60 })
      return event.n + 1
    })
    const parent = await durable(async (_event, context) => {
      const plain = await context.invoke('plain', 'plain', { a: 1 })
      const number = await context.invoke('child', `${child}:$LATEST`, { n: 1 })
      const failed = await context
        .invoke('broken', 'broken', {})
        .catch((error: unknown) => (error as Error).message)
      const missing = await context
        .invoke('gone', 'no-such', {})
        .catch((error: unknown) => (error as Error).message)
      return { plain, number, failed, missing }
    })
    const { arn } = await room.start(parent, {})
    await room.settle()
    await room.advance(60_000)
    const { Status, Result } = await statusOf(arn)
    assert.equal(Status, 'SUCCEEDED')
    const result = JSON.parse(String(Result))
    assert.deepEqual(result.plain, { got: { a: 1 } })
    assert.equal(result.number, 2)
    assert.match(result.failed, /no luck/)
    assert.match(
      result.missing,
      /Function not found: arn:aws:lambda:us-east-1:123456789012:function:no-such:\$LATEST/,
    )
    const begun = (await historyOf(arn)).filter(({ EventType }) => EventType === 'ChainedInvokeStarted')
    assert.equal(begun.length, 4)
    const childArn = begun[1]?.ChainedInvokeStartedDetails?.DurableExecutionArn ?? ''
    assert.equal((await statusOf(childArn)).Status, 'SUCCEEDED')
  })

  it('polls with waitForCondition', async () => {
    const name = await durable(
      async (_event, context) =>
        await context.waitForCondition(async (state: number) => state + 1, {
          initialState: 0,
          waitStrategy: (state) =>
            state >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 7 } },
        }),
    )
    const { arn } = await room.start(name, {})
    await room.settle()
    await room.advance(7000)
    await room.advance(7000)
    assert.equal((await statusOf(arn)).Result, '3')
  })

  it('repeats failed invocations, and gives the execution up after five', async () => {
    let tries = 0
    await room.makeFunction(
      'crashing',
      async () => {
        tries++
        throw new Error('crashed')
      },
      {},
    )
    const { arn } = await room.start('crashing', {})
    await room.settle()
    assert.equal(tries, 1)
    await room.advance(4 * 5000)
    assert.equal(tries, 5)
    const ended = await statusOf(arn)
    assert.equal(ended.Status, 'FAILED')
    assert.deepEqual(ended.Error, { ErrorType: 'Error', ErrorMessage: 'crashed' })
  })

  it('stops an execution, times it out, and forgets it when its days are over', async () => {
    const name = await durable(async (_event, context) => await context.wait({ hours: 1 }))
    const stopped = await room.start(name, {})
    const slow = await room.start(name, {})
    await room.settle()
    const first = await room.call('StopDurableExecution', {
      DurableExecutionArn: stopped.arn,
      Error: { ErrorType: 'Changed', ErrorMessage: 'my mind' },
    })
    const again = await room.call('StopDurableExecution', { DurableExecutionArn: stopped.arn })
    assert.deepEqual(again, first)
    assert.deepEqual((await statusOf(stopped.arn)).Error, { ErrorType: 'Changed', ErrorMessage: 'my mind' })
    await room.advance(900_000)
    const late = await statusOf(slow.arn)
    assert.equal(late.Status, 'TIMED_OUT')
    assert.deepEqual(late.Error, { ErrorMessage: 'Execution timed out after 900 seconds.' })
    await room.advance(day)
    await assert.rejects(statusOf(slow.arn), { code: 'ResourceNotFoundException' })
  })

  it('begins an execution of one name once', async () => {
    const name = await durable(async (_event, context) => await context.step('one', async () => 1))
    const first = await room.start(name, { a: 1 }, { executionName: 'order-1' })
    const second = await room.start(name, { a: 1 }, { executionName: 'order-1' })
    assert.equal(second.arn, first.arn)
    await assert.rejects(room.start(name, { a: 2 }, { executionName: 'order-1' }), {
      code: 'DurableExecutionAlreadyStartedException',
    })
    const { DurableExecutions } = await room.call('ListDurableExecutionsByFunction', { FunctionName: name })
    assert.equal((DurableExecutions as unknown[]).length, 1)
  })

  it('carries results that are too large for a checkpoint or an answer', async () => {
    const name = await durable(async (_event, context) => {
      const big = await context.runInChildContext('big', async (child) => {
        const part = await child.step('part', async () => 'x'.repeat(200_000))
        return part + part
      })
      return big.length
    })
    const answer = await room.start(name, {}, { wait: true })
    assert.equal(answer.payload, 400_000)
  })
})
