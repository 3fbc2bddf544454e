import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { newAccount, pass, refused } from './support.ts'

const server = testServer()

describe('Express executions', () => {
  it('are started synchronously and answer with their end', async () => {
    const { sfn, express, id } = newAccount(server)
    const stateMachineArn = await express('Sync', {
      Only: { ...pass, Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } },
    })
    const answer = await sfn.startSyncExecution({ stateMachineArn, name: 'one', input: '{"n":1}' })
    assert.match(
      answer.executionArn ?? '',
      new RegExp(`^arn:aws:states:us-east-1:${id}:express:Sync:one:[0-9a-f-]{36}$`),
    )
    assert.equal(answer.status, 'SUCCEEDED')
    assert.equal(answer.output, '{"n":2}')
    assert.equal(answer.input, '{"n":1}')
    assert.equal(answer.stateMachineArn, stateMachineArn)
    const tookMs = Number(answer.stopDate) - Number(answer.startDate)
    assert.deepEqual(answer.billingDetails, {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(1, Math.ceil(tookMs / 100)) * 100,
    })
    const bare = await sfn.startSyncExecution({
      stateMachineArn,
      input: '{"n":1}',
      includedData: 'METADATA_ONLY',
    })
    assert.equal(bare.output, undefined)
    assert.deepEqual(bare.outputDetails, { included: false })
  })

  it('fail with error and cause, and time out', async () => {
    const { sfn, express, roleArn } = newAccount(server)
    const failing = await express('Failing', { Only: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } })
    const failed = await sfn.startSyncExecution({ stateMachineArn: failing })
    assert.deepEqual([failed.status, failed.error, failed.cause], ['FAILED', 'Broken', 'by design'])
    const { stateMachineArn } = await sfn.createStateMachine({
      name: 'Slow',
      type: 'EXPRESS',
      roleArn,
      definition: JSON.stringify({
        StartAt: 'Wait',
        TimeoutSeconds: 1,
        States: { Wait: { Type: 'Wait', Seconds: 60, End: true } },
      }),
    })
    const slow = await sfn.startSyncExecution({ stateMachineArn })
    assert.equal(slow.status, 'TIMED_OUT')
  })

  it('are started asynchronously, and nobody can ask for them', async () => {
    const { sfn, express } = newAccount(server)
    const stateMachineArn = await express('Async', { Only: pass })
    const { executionArn } = await sfn.startExecution({ stateMachineArn })
    await refused(
      sfn.describeExecution({ executionArn }),
      'InvalidArn',
      "Invalid Arn: 'Resource type not valid in this context: express'",
    )
    await refused(
      sfn.listExecutions({ stateMachineArn }),
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    )
  })

  it('wait, branch and go through items', async () => {
    const { sfn, express } = newAccount(server)
    const stateMachineArn = await express('Busy', {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 0, End: true } } },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                ItemsPath: '$.items',
                ItemProcessor: { StartAt: 'P', States: { P: pass } },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    })
    const { status, output } = await sfn.startSyncExecution({ stateMachineArn, input: '{"items":[1,2,3]}' })
    assert.equal(status, 'SUCCEEDED')
    assert.deepEqual(JSON.parse(output ?? ''), [{ items: [1, 2, 3] }, [1, 2, 3]])
  })
})
