import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
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

  it('holds mocked results against what the service answers', async () => {
    const { sfn, roleArn } = newAccount(server)
    const test = (resource: string, result: unknown, fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE') =>
      sfn.testState({
        definition: JSON.stringify({ Type: 'Task', Resource: resource, Parameters: {}, End: true }),
        roleArn,
        mock: { result: JSON.stringify(result), ...(fieldValidationMode && { fieldValidationMode }) },
      })
    const start = 'arn:aws:states:::states:startExecution'
    const error = (words: string) => `Mock result schema validation error: ${words}`
    const cases: readonly (readonly [resource: string, result: object, words: string])[] = [
      [start, { executionArn: 'a', startDate: 's' }, "Required field 'ExecutionArn' is missing"],
      [start, { ExecutionArn: 'a', StartDate: 1 }, "Field 'StartDate' must be a string"],
      [
        `${start}.sync:2`,
        { ExecutionArn: 'a', StartDate: 's' },
        "Required field 'StateMachineArn' is missing",
      ],
      ['arn:aws:states:::events:putEvents', { Entries: '' }, "Field 'Entries' must be an array"],
      [
        'arn:aws:states:::events:putEvents',
        { Entries: [{ EventId: 'e' }, { EventId: [] }] },
        "Field 'EventId' must be a string",
      ],
      ['arn:aws:states:::lambda:invoke', { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
      [
        'arn:aws:states:::aws-sdk:s3:getObject',
        { StorageClass: 'Papyrus' },
        "Field 'StorageClass' is not an expected value",
      ],
      [
        'arn:aws:states:::aws-sdk:kms:encrypt',
        { CiphertextBlob: '' },
        "Field 'CiphertextBlob' is smaller than the minimum length",
      ],
      [
        'arn:aws:states:::aws-sdk:lambda:getFunction',
        { Configuration: { MemorySize: 127 } },
        "Field 'MemorySize' is less than the minimum value",
      ],
      [
        'arn:aws:states:::aws-sdk:lambda:getFunction',
        { Configuration: { MemorySize: 32769 } },
        "Field 'MemorySize' exceeds the maximum value",
      ],
    ]
    for (const [resource, result, words] of cases) {
      await refused(test(resource, result), 'ValidationException', error(words))
      assert.equal((await test(resource, result, 'NONE')).status, 'SUCCEEDED', words)
    }
    assert.equal((await test(start, {}, 'PRESENT')).status, 'SUCCEEDED')
    await refused(
      test(start, { ExecutionArn: 1 }, 'PRESENT'),
      'ValidationException',
      error("Field 'ExecutionArn' must be a string"),
    )
    // What the operation does not have is passed over; what holders of tokens and HTTP endpoints answer may be anything.
    for (const resource of [
      'arn:aws:states:::sqs:sendMessage',
      'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      'arn:aws:states:::http:invoke',
    ])
      assert.equal((await test(resource, { random: 'json' })).output, '{"random":"json"}')
  })

  it('takes mocks where there is something to mock, and of the right shape', async () => {
    const { sfn, roleArn } = newAccount(server)
    const each = { StartAt: 'P', States: { P: pass } }
    const map = { Type: 'Map', ItemProcessor: each, End: true }
    const other = { StartAt: 'Q', States: { Q: pass } }
    const parallel = { Type: 'Parallel', Branches: [each, other], End: true }
    const token = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true }
    const test = (state: object, more: object = {}) =>
      sfn.testState({ definition: JSON.stringify(state), roleArn, input: '[]', ...more })
    const mocked = (result: unknown) => ({ mock: { result: JSON.stringify(result) } })
    await refused(test(map), 'InvalidDefinition', /does not support Map or Parallel/)
    await refused(test(token), 'ValidationException', /when a mock is specified/)
    await refused(
      test(pass, mocked(1)),
      'ValidationException',
      "State type 'Pass' is not supported when a mock is specified",
    )
    await refused(
      test(token, { ...mocked(1), revealSecrets: true }),
      'ValidationException',
      'TestState does not support RevealSecrets when a mock is specified.',
    )
    await refused(test(token, { mock: { result: 'x' } }), 'ValidationException', /must be valid JSON/)
    await refused(test(map, mocked({})), 'ValidationException', 'Mocked result must be an array.')
    await refused(
      test(parallel, mocked([1])),
      'ValidationException',
      'Mocked result must contain the same number of items as number of Parallel branches.',
    )
    assert.equal((await test(parallel, mocked([1, 2]))).output, '[1,2]')
  })

  it('takes a context object in the place of its own', async () => {
    const { sfn } = newAccount(server)
    const definition = JSON.stringify({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { 'All.$': '$$', 'MessageBody.$': '$$.Task.Token' },
      End: true,
    })
    const test = (context: object) =>
      sfn.testState({
        definition,
        mock: { result: '1' },
        context: JSON.stringify(context),
        inspectionLevel: 'DEBUG',
      })
    const context = { Task: { Token: 'abcd' }, Execution: {} }
    const { inspectionData } = await test(context)
    assert.deepEqual(JSON.parse(inspectionData?.afterParameters ?? ''), { All: context, MessageBody: 'abcd' })
    const invalid = (words: string) => `Invalid Context object provided: ${words}`
    await refused(
      test({ Execution: { Id: 1 } }),
      'ValidationException',
      invalid('Execution.Id must be a string'),
    )
    await refused(test({ Pokedex: {} }), 'ValidationException', invalid("Field 'Pokedex' is not allowed"))
    await refused(
      test({ Map: {} }),
      'ValidationException',
      invalid("'Map' field is not supported when mocking a Context object"),
    )
    await refused(
      sfn.testState({ definition: JSON.stringify(pass), context: '{}' }),
      'ValidationException',
      /only be specified when a mock/,
    )
  })

  it('reads what an item reader would have found', async () => {
    const { sfn } = newAccount(server)
    const definition = JSON.stringify({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemSelector: { 'v.$': '$$.Map.Item.Value.a' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'P',
        States: { P: pass },
      },
      ToleratedFailureCount: 1,
      End: true,
    })
    const test = (mapIterationFailureCount: number) =>
      sfn.testState({
        definition,
        mock: { result: '[]' },
        inspectionLevel: 'DEBUG',
        stateConfiguration: { mapItemReaderData: 'a,b\n1,2\n3,4\n', mapIterationFailureCount },
      })
    const good = await test(1)
    assert.equal(good.status, 'SUCCEEDED')
    assert.equal(good.inspectionData?.afterItemSelector, '[{"v":"1"},{"v":"3"}]')
    assert.equal((await test(2)).error, 'States.ExceedToleratedFailureThreshold')
    await refused(test(3), 'ValidationException', /mapIterationFailureCount/)
  })

  it('shows requests to HTTP endpoints, and what a connection adds to them when asked to', async () => {
    const { sfn, roleArn, id } = newAccount(server)
    const events = new EventBridge(server.config({ account: id }))
    const { ConnectionArn = '' } = await events.createConnection({
      Name: 'keyed',
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'x-key', ApiKeyValue: 'secret' },
        InvocationHttpParameters: {
          QueryStringParameters: [{ Key: 'hidden', Value: 'query', IsValueSecret: true }],
          BodyParameters: [{ Key: 'hidden', Value: 'body', IsValueSecret: true }],
        },
      },
    })
    const target = createServer((_, response) => {
      response.setHeader('x-answer', 'yes')
      response.end('{"ok":true}')
    })
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(target.address() as AddressInfo).port}/at`
    try {
      const test = (more: object) =>
        sfn.testState({
          definition: JSON.stringify({
            Type: 'Task',
            Resource: 'arn:aws:states:::http:invoke',
            Parameters: {
              ApiEndpoint: address,
              Method: 'POST',
              Authentication: { ConnectionArn },
              Headers: { 'X-Mine': 'h1' },
              RequestBody: { mine: 1 },
            },
            End: true,
          }),
          roleArn,
          ...more,
        })
      const hidden = (await test({ inspectionLevel: 'TRACE' })).inspectionData
      assert.deepEqual(hidden?.request, {
        protocol: 'http',
        method: 'POST',
        url: address,
        headers: '[X-Mine: h1, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]',
        body: '{"mine":1}',
      })
      assert.equal(hidden?.response?.statusCode, '200')
      assert.equal(hidden?.response?.statusMessage, 'OK')
      assert.match(hidden?.response?.headers ?? '', /x-answer: yes/)
      assert.equal(hidden?.response?.body, '{"ok":true}')
      const shown = (await test({ inspectionLevel: 'TRACE', revealSecrets: true })).inspectionData?.request
      assert.equal(shown?.url, `${address}?hidden=query`)
      assert.match(shown?.headers ?? '', /x-key: secret/)
      assert.deepEqual(JSON.parse(shown?.body ?? ''), { mine: 1, hidden: 'body' })
      assert.equal((await test({ inspectionLevel: 'DEBUG' })).inspectionData?.request, undefined)
    } finally {
      target.close()
    }
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
