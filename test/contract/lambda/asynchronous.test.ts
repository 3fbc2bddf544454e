import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import type { FunctionUsage, UsageReport } from '../../../src/services/lambda/adapters/usage-report.ts'
import { type TestServer, testServer } from '../../support/server.ts'
import { type Account, makeFunction, newAccount } from './support.ts'

const failing = `
def handler(event, context):
    raise Exception("no")
`

describe('asynchronous invocation', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('answers 202 and runs the event', async () => {
    const account = newAccount(server)
    await ready(account, 'f')
    const answer = await account.lambda.invoke({
      FunctionName: 'f',
      InvocationType: 'Event',
      Payload: '{"n":1}',
    })
    assert.equal(answer.StatusCode, 202)
    assert.equal(answer.Payload?.length ?? 0, 0)
    await until(server, account, ({ requests }) => requests === 1)
  })

  it('repeats what fails after one and two minutes, which pass in no time', async () => {
    const account = newAccount(server)
    await ready(account, 'f', failing)
    await account.lambda.invoke({ FunctionName: 'f', InvocationType: 'Event' })
    await until(server, account, ({ errors }) => errors === 1)
    await clock.advance(60_000, () => server.lambent.idle())
    await until(server, account, ({ errors }) => errors === 2)
    await clock.advance(120_000, () => server.lambent.idle())
    const usage = await until(server, account, ({ events }) => events.givenUp === 1)
    assert.equal(usage.requests, 3)
  })

  it('keeps to the configuration, and counts records that reach nobody', async () => {
    const account = newAccount(server)
    const { lambda, id } = account
    await ready(account, 'f', failing)
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:us-east-1:${id}:absent` } },
    })
    await lambda.invoke({ FunctionName: 'f', InvocationType: 'Event' })
    const usage = await until(server, account, ({ events }) => events.destinationDeliveryFailures === 1)
    assert.equal(usage.requests, 1)
    assert.equal(usage.events.givenUp, 1)
  })

  it('hands a record to another function', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await ready(account, 'f')
    await ready(account, 'next')
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      DestinationConfig: { OnSuccess: { Destination: arn('next') } },
    })
    await lambda.invoke({ FunctionName: 'f', InvocationType: 'Event', Payload: '{}' })
    await until(server, account, ({ requests }) => requests === 1, 'next')
  })
})

/** Makes a function and waits until it can be invoked. */
async function ready(account: Account, name: string, source?: string): Promise<void> {
  await makeFunction(account, name, {}, source)
  for (;;) {
    const { State, StateReason } = await account.lambda.getFunctionConfiguration({ FunctionName: name })
    if (State === 'Active') return
    assert.notEqual(State, 'Failed', StateReason)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Asks for the usage of a function until it is as wanted; the test's own time limit ends a wait in vain. */
async function until(
  { endpoint }: TestServer,
  { id }: Account,
  wanted: (usage: FunctionUsage) => boolean,
  name = 'f',
): Promise<FunctionUsage> {
  for (;;) {
    const report = (await (await fetch(`${endpoint}/_lambent/usage`)).json()) as UsageReport
    const usage = report.functions.find((one) => one.accountId === id && one.functionName === name)
    if (usage && wanted(usage)) return usage
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
