import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { newAccount, pass, refused } from './support.ts'

const server = testServer()

describe('TestState', () => {
  it('runs one state and shows what becomes of its data', async () => {
    const { sfn } = newAccount(server)
    const definition = JSON.stringify({
      Type: 'Pass',
      InputPath: '$.in',
      Parameters: { 'n.$': 'States.MathAdd($.n, 1)' },
      ResultPath: '$.out',
      Next: 'Elsewhere',
    })
    const input = '{"in":{"n":1}}'
    const info = await sfn.testState({ definition, input })
    assert.equal(info.status, 'SUCCEEDED')
    assert.equal(info.nextState, 'Elsewhere')
    assert.equal(info.inspectionData, undefined)
    const debug = await sfn.testState({ definition, input, inspectionLevel: 'DEBUG' })
    assert.deepEqual(JSON.parse(debug.inspectionData?.afterInputPath ?? ''), { n: 1 })
    assert.deepEqual(JSON.parse(debug.inspectionData?.afterParameters ?? ''), { n: 2 })
    assert.deepEqual(JSON.parse(debug.output ?? ''), { in: { n: 1 }, out: { n: 2 } })
  })

  it('mocks tasks, retries and catches', async () => {
    const { sfn } = newAccount(server)
    const definition = JSON.stringify({
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage',
          Parameters: { QueueUrl: 'q', MessageBody: 'm' },
          Retry: [{ ErrorEquals: ['Sqs.Throttled'], MaxAttempts: 2, IntervalSeconds: 3 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: pass,
      },
    })
    const test = (more: object) => sfn.testState({ definition, stateName: 'Call', ...more })
    const good = await test({ mock: { result: '{"MessageId":"1"}' } })
    assert.deepEqual([good.status, good.output], ['SUCCEEDED', '{"MessageId":"1"}'])
    const throttled = { errorOutput: { error: 'Sqs.Throttled', cause: 'too fast' } }
    const retried = await test({ mock: throttled, inspectionLevel: 'DEBUG' })
    assert.equal(retried.status, 'RETRIABLE')
    assert.equal(retried.inspectionData?.errorDetails?.retryBackoffIntervalSeconds, 3)
    const caught = await test({ mock: throttled, stateConfiguration: { retrierRetryCount: 2 } })
    assert.deepEqual(
      [caught.status, caught.nextState, caught.error],
      ['CAUGHT_ERROR', 'Caught', 'Sqs.Throttled'],
    )
  })

  it('refuses what it cannot run', async () => {
    const { sfn } = newAccount(server)
    await refused(sfn.testState({ definition: '{"Type":"Nothing"}' }), 'InvalidDefinition')
    await refused(sfn.testState({ definition: JSON.stringify(pass), input: '{' }), 'InvalidExecutionInput')
    await refused(
      sfn.testState({ definition: JSON.stringify(pass), mock: { result: '1', errorOutput: {} } }),
      'ValidationException',
    )
    const machine = JSON.stringify({ StartAt: 'A', States: { A: pass } })
    await refused(sfn.testState({ definition: machine }), 'ValidationException')
    await refused(sfn.testState({ definition: machine, stateName: 'B' }), 'ValidationException')
    await refused(
      sfn.testState({
        definition: '{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}',
      }),
      'ValidationException',
    )
  })
})
