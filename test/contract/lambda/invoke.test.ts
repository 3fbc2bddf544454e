import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { jsonOf, makeActive, newAccount, refused, untilUpdated } from './support.ts'

const server = testServer()

describe('Invoke', () => {
  it('runs a function and answers what it returns', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(
      account,
      'f',
      [
        'def handler(event, context):',
        '    print("seen")',
        '    custom = context.client_context.custom if context.client_context else None',
        '    return {"event": event, "arn": context.invoked_function_arn, "id": context.aws_request_id, "custom": custom}',
      ].join('\n'),
    )
    const context = Buffer.from(JSON.stringify({ custom: { a: '1' } })).toString('base64')
    const answer = await lambda.invoke({
      FunctionName: 'f',
      Payload: '{"a":[1,"ü"]}',
      ClientContext: context,
      LogType: 'Tail',
    })
    assert.deepEqual(
      [answer.StatusCode, answer.FunctionError, answer.ExecutedVersion],
      [200, undefined, '$LATEST'],
    )
    assert.deepEqual(jsonOf(answer.Payload), {
      event: { a: [1, 'ü'] },
      arn: arn('f'),
      id: answer.$metadata.requestId,
      custom: { a: '1' },
    })
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString()
    assert.match(log, /^START RequestId: .* Version: \$LATEST\nseen\nEND RequestId: .*\nREPORT RequestId: /)
    const empty = await lambda.invoke({ FunctionName: arn('f', '$LATEST') })
    const seen = jsonOf(empty.Payload) as { event: unknown; arn: string }
    assert.deepEqual([seen.event, seen.arn, empty.LogResult], [{}, arn('f', '$LATEST'), undefined])
  })

  it('tells a function’s own failure from others', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(account, 'f', 'def handler(event, context):\n    raise ValueError("no")\n')
    const answer = await lambda.invoke({ FunctionName: 'f' })
    assert.deepEqual([answer.StatusCode, answer.FunctionError], [200, 'Unhandled'])
    const { errorType, errorMessage } = jsonOf(answer.Payload) as Record<string, unknown>
    assert.deepEqual([errorType, errorMessage], ['ValueError', 'no'])
  })

  it('runs new code after an update', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(
      account,
      'f',
      'import os\ndef handler(event, context):\n    return os.environ.get("WHO")\n',
    )
    assert.equal(jsonOf((await lambda.invoke({ FunctionName: 'f' })).Payload), null)
    await lambda.updateFunctionConfiguration({ FunctionName: 'f', Environment: { Variables: { WHO: 'me' } } })
    await untilUpdated(account, 'f')
    assert.equal(jsonOf((await lambda.invoke({ FunctionName: 'f' })).Payload), 'me')
  })

  it('splits an alias between its versions by weight', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    const source = 'def handler(event, context):\n    return context.function_version\n'
    await makeActive(account, 'f', source)
    await lambda.publishVersion({ FunctionName: 'f' })
    await lambda.updateFunctionConfiguration({ FunctionName: 'f', Description: 'two' })
    await untilUpdated(account, 'f')
    await lambda.publishVersion({ FunctionName: 'f' })
    await lambda.createAlias({
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } },
    })
    const seen = new Set<string>()
    for (let turn = 0; turn < 100 && seen.size < 2; turn++) {
      const { ExecutedVersion = '', Payload } = await lambda.invoke({ FunctionName: arn('f', 'live') })
      assert.equal(jsonOf(Payload), ExecutedVersion)
      seen.add(ExecutedVersion)
    }
    assert.deepEqual([...seen].sort(), ['1', '2'])
    await lambda.updateAlias({
      FunctionName: 'f',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': 1 } },
    })
    for (let turn = 0; turn < 5; turn++)
      assert.equal((await lambda.invoke({ FunctionName: 'f:live' })).ExecutedVersion, '2')
  })

  it('holds a function to its reserved concurrency', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(
      account,
      'f',
      'import time\ndef handler(event, context):\n    time.sleep(event.get("s", 0))\n',
    )
    await lambda.putFunctionConcurrency({ FunctionName: 'f', ReservedConcurrentExecutions: 1 })
    const slow = () => lambda.invoke({ FunctionName: 'f', Payload: '{"s":0.3}' })
    let refusal: PromiseRejectedResult | undefined
    // On a slow machine the second may come when the first has ended.
    await until(async () => {
      const both = await Promise.allSettled([slow(), slow()])
      refusal = both.find((one) => one.status === 'rejected')
      return both.filter(({ status }) => status === 'fulfilled').length === 1
    }, 'one of two is refused')
    assert.deepEqual(
      [refusal?.reason.name, refusal?.reason.Reason, refusal?.reason.$metadata.httpStatusCode],
      ['TooManyRequestsException', 'ReservedFunctionConcurrentInvocationLimitExceeded', 429],
    )
    assert.equal((await lambda.invoke({ FunctionName: 'f', Payload: '{}' })).StatusCode, 200)
    await lambda.putFunctionConcurrency({ FunctionName: 'f', ReservedConcurrentExecutions: 0 })
    await refused(lambda.invoke({ FunctionName: 'f' }), 'TooManyRequestsException', 'Rate Exceeded.')
  })

  it('streams a response', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(account, 'f')
    const answer = await lambda.invokeWithResponseStream({
      FunctionName: 'f',
      Payload: '{"a":1}',
      LogType: 'Tail',
    })
    assert.deepEqual([answer.StatusCode, answer.ExecutedVersion], [200, '$LATEST'])
    const pieces: Uint8Array[] = []
    let complete: { ErrorCode?: string | undefined; LogResult?: string | undefined } | undefined
    for await (const event of answer.EventStream ?? []) {
      if (event.PayloadChunk?.Payload) pieces.push(event.PayloadChunk.Payload)
      if (event.InvokeComplete) complete = event.InvokeComplete
    }
    assert.deepEqual(jsonOf(Buffer.concat(pieces)), { a: 1 })
    assert.equal(complete?.ErrorCode, undefined)
    assert.match(Buffer.from(complete?.LogResult ?? '', 'base64').toString(), /REPORT RequestId/)
  })

  it('refuses what it cannot run', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(account, 'f')
    const invoke = (more: object) => lambda.invoke({ FunctionName: 'f', ...more })
    await refused(
      invoke({ Payload: 'foo' }),
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: Unrecognized token 'foo': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (byte[])"foo"; line: 1, column: 4]`,
    )
    await refused(
      invoke({ Payload: Buffer.alloc(6 * 1024 * 1024 + 1, 32) }),
      'RequestTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    )
    await refused(
      invoke({ InvocationType: 'Event', Payload: Buffer.alloc(1024 * 1024 + 1, 32) }),
      'RequestTooLargeException',
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    )
    await refused(invoke({ ClientContext: 'e30' + '\u00e9' }), 'InvalidRequestContentException')
    await refused(invoke({ TenantId: 'a' }), 'InvalidParameterValueException')
    await refused(
      invoke({ Qualifier: '9' }),
      'ResourceNotFoundException',
      `Function not found: ${arn('f', '9')}`,
    )
    assert.equal((await invoke({ InvocationType: 'DryRun' })).StatusCode, 204)
    const event = await invoke({ InvocationType: 'Event', Payload: '{}' })
    assert.deepEqual([event.StatusCode, event.ExecutedVersion], [202, undefined])
    assert.equal((await lambda.invokeAsync({ FunctionName: 'f', InvokeArgs: '{}' })).Status, 202)
  })

  it('keeps tenants apart', async () => {
    const account = newAccount(server)
    const { lambda } = account
    const source =
      'count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return [context.tenant_id, count]\n'
    await makeActive(account, 'f', source, { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } })
    const ask = async (TenantId: string) =>
      jsonOf((await lambda.invoke({ FunctionName: 'f', TenantId })).Payload)
    assert.deepEqual(
      [await ask('a'), await ask('b'), await ask('a')],
      [
        ['a', 1],
        ['b', 1],
        ['a', 2],
      ],
    )
    await refused(
      lambda.invoke({ FunctionName: 'f' }),
      'InvalidParameterValueException',
      'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.',
    )
  })
})
