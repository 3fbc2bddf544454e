/** The operations on durable executions: what they refuse, list and page. The function answers as AWS's SDKs do, without one. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { InvokeCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { ended, startDurable } from './durable-support.ts'
import { type Account, makeFunction, newAccount, refused } from './support.ts'

const source = `
import json

def handler(event, context):
    root = event["InitialExecutionState"]["Operations"][0]
    given = json.loads(root["ExecutionDetails"]["InputPayload"])
    if given.get("fail"):
        return {"Status": "FAILED", "Error": {"ErrorType": "Wanted", "ErrorMessage": "as asked"}}
    return {"Status": "SUCCEEDED", "Result": json.dumps(given)}
`

describe('durable executions', () => {
  const server = testServer({ network: 'none' })
  let account: Account
  before(async () => {
    account = newAccount(server)
    await makeFunction(
      account,
      'short',
      { DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 2 } },
      source,
    )
    await makeFunction(account, 'long', { DurableConfig: { ExecutionTimeout: 901 } }, source)
    await makeFunction(account, 'plain')
    for (const FunctionName of ['short', 'long', 'plain'])
      await waitUntilFunctionActiveV2(
        { client: account.lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
        { FunctionName },
      )
  })
  after(() => account.lambda.destroy())

  it('are begun with a qualifier, and synchronously only when they are short', async () => {
    const { lambda } = account
    await refused(
      lambda.invoke({ FunctionName: 'short', Payload: '{}' }),
      'InvalidParameterValueException',
      'You cannot invoke a durable function using an unqualified ARN.',
    )
    await refused(
      lambda.invoke({ FunctionName: 'long:$LATEST', Payload: '{}' }),
      'InvalidParameterValueException',
      'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
    )
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'short:$LATEST', Payload: '{"a":1}' }))
    assert.equal(answer.StatusCode, 200)
    assert.deepEqual(JSON.parse(Buffer.from(answer.Payload ?? []).toString()), { a: 1 })
    assert.match(
      answer.DurableExecutionArn ?? '',
      new RegExp(
        `^arn:aws:lambda:us-east-1:${account.id}:function:short:\\$LATEST/durable-execution/[0-9a-f-]{36}/[0-9a-f-]{36}$`,
      ),
    )
  })

  it('have a name once', async () => {
    const { lambda } = account
    const arn = await startDurable(lambda, 'short', { a: 1 }, 'named')
    assert.equal(await startDurable(lambda, 'short', { a: 1 }, 'named'), arn)
    await refused(
      startDurable(lambda, 'short', { a: 2 }, 'named'),
      'DurableExecutionAlreadyStartedException',
      `Execution already started: ${arn}`,
    )
    await refused(startDurable(lambda, 'short', {}, 'not a name'), 'ValidationException')
  })

  it('are told with what went in and came out, or without', async () => {
    const { lambda } = account
    const arn = await startDurable(lambda, 'short', { fail: true })
    const {
      Error: error,
      Result,
      InputPayload,
      DurableConfig,
      Version,
      FunctionArn,
    } = await ended(lambda, arn)
    assert.deepEqual(error, { ErrorType: 'Wanted', ErrorMessage: 'as asked' })
    assert.equal(Result, undefined)
    assert.equal(InputPayload, '{"fail":true}')
    assert.deepEqual(DurableConfig, { ExecutionTimeout: 900, RetentionPeriodInDays: 2 })
    assert.equal(Version, '$LATEST')
    assert.equal(FunctionArn, account.arn('short', '$LATEST'))
    const bare = await lambda.getDurableExecution({ DurableExecutionArn: arn, IncludeExecutionData: false })
    assert.equal(bare.ExecutionDataIncluded, false)
    assert.equal(bare.Error, undefined)
    assert.equal(bare.InputPayload, undefined)
    const { Events = [] } = await lambda.getDurableExecutionHistory({ DurableExecutionArn: arn })
    assert.deepEqual(
      Events.map(({ EventType }) => EventType),
      ['ExecutionStarted', 'InvocationCompleted', 'ExecutionFailed'],
    )
    await refused(
      lambda.getDurableExecutionHistory({ DurableExecutionArn: arn, Marker: 'nonsense' }),
      'InvalidParameterValueException',
      'Invalid Marker',
    )
    await refused(
      lambda.getDurableExecution({
        DurableExecutionArn: arn.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      }),
      'ResourceNotFoundException',
      'Durable Execution does not exist',
    )
    await refused(lambda.getDurableExecution({ DurableExecutionArn: 'nonsense' }), 'ValidationException')
  })

  it('are listed by function, page by page, as they are asked for', async () => {
    const other = newAccount(server)
    await makeFunction(other, 'many', { DurableConfig: { ExecutionTimeout: 900 } }, source)
    await waitUntilFunctionActiveV2(
      { client: other.lambda, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 },
      { FunctionName: 'many' },
    )
    const arns: string[] = []
    for (let index = 0; index < 5; index++) {
      arns.push(await startDurable(other.lambda, 'many', { fail: index % 2 === 1 }, `e${index}`))
      await ended(other.lambda, arns[index] ?? '')
    }
    const list = async (more: object) => {
      const found: string[] = []
      let Marker: string | undefined
      do {
        const page = await other.lambda.listDurableExecutionsByFunction({
          FunctionName: 'many',
          ...more,
          ...(Marker ? { Marker } : {}),
        })
        found.push(
          ...(page.DurableExecutions ?? []).map(({ DurableExecutionName = '' }) => DurableExecutionName),
        )
        Marker = page.NextMarker
      } while (Marker !== undefined)
      return found
    }
    assert.deepEqual(await list({}), ['e4', 'e3', 'e2', 'e1', 'e0'])
    assert.deepEqual(await list({ MaxItems: 2 }), ['e4', 'e3', 'e2', 'e1', 'e0'])
    assert.deepEqual(await list({ MaxItems: 2, ReverseOrder: true }), ['e0', 'e1', 'e2', 'e3', 'e4'])
    assert.deepEqual(await list({ Statuses: ['FAILED'], MaxItems: 1 }), ['e3', 'e1'])
    assert.deepEqual(await list({ DurableExecutionName: 'e2' }), ['e2'])
    assert.deepEqual(await list({ Qualifier: '$LATEST', Statuses: ['RUNNING'] }), [])
    await refused(
      other.lambda.listDurableExecutionsByFunction({ FunctionName: 'none' }),
      'ResourceNotFoundException',
    )
    other.lambda.destroy()
  })

  it('refuse tokens and callbacks that are not theirs', async () => {
    const { lambda } = account
    const arn = await startDurable(lambda, 'short', {})
    await ended(lambda, arn)
    const token = { DurableExecutionArn: arn, CheckpointToken: 'AAAA' }
    await refused(
      lambda.checkpointDurableExecution(token),
      'InvalidParameterValueException',
      'Invalid checkpoint token',
    )
    await refused(
      lambda.getDurableExecutionState(token),
      'InvalidParameterValueException',
      'Invalid checkpoint token',
    )
    await refused(
      lambda.sendDurableExecutionCallbackSuccess({ CallbackId: 'AAAA' }),
      'InvalidParameterValueException',
      'Invalid callback id',
    )
    const id = Buffer.from(JSON.stringify([account.id, 'us-east-1', 'x', 'y'])).toString('base64')
    const closed = [
      'CallbackTimeoutException',
      'The callback is either timed out or already completed',
    ] as const
    await refused(lambda.sendDurableExecutionCallbackSuccess({ CallbackId: id }), ...closed)
    await refused(lambda.sendDurableExecutionCallbackFailure({ CallbackId: id }), ...closed)
    await refused(lambda.sendDurableExecutionCallbackHeartbeat({ CallbackId: id }), ...closed)
  })
})
