import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Assigned, bootstraps, functions, RuntimeProcess } from '../support/runtime-process.ts'

const script = join(bootstraps, 'nodejs/bootstrap.mjs')
const folder = join(functions, 'nodejs')

const open: RuntimeProcess[] = []
after(async () => {
  await Promise.all(open.map((runtime) => runtime.stop()))
})

function boot(flags: readonly string[] = ['--fresh']): RuntimeProcess {
  const runtime = new RuntimeProcess([process.execPath, script, ...flags])
  open.push(runtime)
  return runtime
}

const before24 = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
const since24 = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }

async function loaded(handler: string, env = since24, more: Partial<Assigned> = {}): Promise<RuntimeProcess> {
  const runtime = boot()
  const { error } = await runtime.assign({ folder: 'nodejs', handler, ...more, env: { ...env, ...more.env } })
  assert.equal(error, undefined)
  return runtime
}

async function answer(handler: string, event: unknown = {}, env = since24, more: Partial<Assigned> = {}) {
  return (await loaded(handler, env, more)).invoke(event)
}

async function json(
  handler: string,
  event: unknown = {},
  env = since24,
  more: Partial<Assigned> = {},
): Promise<unknown> {
  const { payload, error } = await answer(handler, event, env, more)
  assert.equal(error, undefined)
  return JSON.parse(payload?.toString() ?? '')
}

for (const [name, env] of [
  ['nodejs22.x', before24],
  ['nodejs24.x', since24],
] as const) {
  const modern = env === since24
  describe(`the Node.js runtime for ${name}`, () => {
    it('boots with what functions need loaded, and answers', async () => {
      const runtime = boot([])
      assert.equal((await runtime.assign({ folder: 'nodejs', handler: 'index.count', env })).error, undefined)
      assert.equal((await runtime.invoke({})).payload?.toString(), '1')
      assert.equal((await runtime.invoke({})).payload?.toString(), '2')
    })

    for (const [handler, expected, more] of [
      ['index.nested.deep.handler', 'nested', {}],
      ['module.handler', 'top-level await', {}],
      ['folder/inner.handler', 'inner', {}],
      ['index.handler', '/index.js', { folder: 'nodejs-module' }],
    ] as const) {
      it(`finds ${handler} in ${JSON.stringify(more)}`, async () => {
        assert.equal(await json(handler, {}, env, more), expected)
      })
    }

    it('finds packages of layers and of the SDK', async () => {
      const more = {
        layersRoot: join(functions, 'nodejs-layer'),
        sdkPaths: [join(functions, 'nodejs-sdk/node_modules')],
      }
      assert.equal(await json('index.fromLayer', {}, env, more), 'from the layer')
      assert.equal(await json('module.fromLayer', {}, env, more), 'from the layer')
      assert.equal(await json('module.fromSdk', {}, env, more), 'the SDK')
    })

    it('hands the handler a complete context', async () => {
      const runtime = await loaded('index.context', env)
      const { payload } = await runtime.invoke(
        {},
        {
          tenantId: 'tenant',
          trace: 'Root=1-5;Sampled=1',
          identity: '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
          clientContext:
            '{"client":{"installation_id":"i"},"Custom":{"k":"v"},"env":{"e":"f"},"w3c":{"traceparent":"tp"}}',
        },
      )
      const context = JSON.parse(payload?.toString() ?? '') as Record<string, unknown>
      assert.deepEqual(
        {
          ...context,
          keys: (context.keys as string[]).filter((key) => /^(callback|succeed|fail|done)/.test(key)).sort(),
        },
        {
          functionVersion: '$LATEST',
          functionName: 'f',
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/f',
          logStreamName: '2026/11/27/[$LATEST]0123',
          clientContext: {
            client: { installation_id: 'i' },
            Custom: { k: 'v' },
            env: { e: 'f' },
            ...(modern ? {} : { w3c: { traceparent: 'tp' } }),
          },
          identity: { cognitoIdentityId: 'id', cognitoIdentityPoolId: 'pool' },
          invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          awsRequestId: 'request-1',
          tenantId: 'tenant',
          remaining: true,
          trace: 'Root=1-5;Sampled=1',
          ...(modern
            ? { xRayTraceId: 'Root=1-5;Sampled=1', w3c: { traceparent: 'tp' }, keys: [] }
            : {
                callbackWaitsForEmptyEventLoop: true,
                keys: ['callbackWaitsForEmptyEventLoop', 'done', 'fail', 'succeed'],
              }),
        },
      )
      assert.equal(JSON.parse((await runtime.invoke({})).payload?.toString() ?? '').trace, undefined)
    })

    describe('results', () => {
      for (const [value, expected] of [
        ['undefined', 'null'],
        ['null', 'null'],
        ['date', '"1970-01-01T00:00:00.000Z"'],
        ['half', '"\\ud800"'],
        ['nan', 'null'],
      ] as const) {
        it(value, async () => {
          assert.equal((await answer('index.values', value, env)).payload?.toString(), expected)
        })
      }

      for (const value of ['circle', 'bigint']) {
        it(`${value} is refused`, async () => {
          const { error } = await answer('index.values', value, env)
          assert.equal(error?.errorType, modern ? 'Runtime.JSONStringifyError' : 'Error')
          assert.equal(error.errorMessage, 'Unable to stringify response body')
        })
      }

      it('any JSON passes through unchanged', async () => {
        const runtime = await loaded('index.echo', env)
        await fc.assert(
          fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
            const { payload } = await runtime.invoke(value)
            assert.deepEqual(JSON.parse(payload?.toString() ?? ''), JSON.parse(JSON.stringify(value)))
          }),
          { numRuns: 300 },
        )
      })

      it('payloads of many megabytes pass both ways', async () => {
        const text = 'x'.repeat(6_000_000)
        assert.equal((await answer('index.echo', text, env)).payload?.length, text.length + 2)
      })
    })

    describe('errors', () => {
      it('of the handler are worded and logged as on AWS', async () => {
        const { error, logs } = await answer('index.fail', {}, env)
        assert.deepEqual([error?.errorType, error?.errorMessage], ['TypeError', 'no good'])
        assert.equal(error?.trace?.[0], 'TypeError: no good')
        assert.match(error?.trace?.[1] ?? '', /^ {4}at .*\/nodejs\/index\.js:\d+:\d+\)$/)
        assert.match(
          logs[0]?.message ?? '',
          /^\S+Z\trequest-1\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no good","stack":\["TypeError: no good"," {4}at /,
        )
        assert.equal(logs[0]?.level, 'ERROR')
      })

      it('keep what they carry in the log', async () => {
        const { logs } = await answer('index.failRich', {}, env)
        assert.match(
          logs[0]?.message ?? '',
          /"errorMessage":"rich","code":"E_RICH","more":\{"a":1\},"stack":/,
        )
      })

      it('may be no errors at all', async () => {
        const runtime = await loaded('index.failWith', env)
        const { error, logs } = await runtime.invoke('text')
        assert.deepEqual(error, { errorType: 'string', errorMessage: 'text', trace: [] })
        assert.match(logs[0]?.message ?? '', /"errorMessage":"text"/)
        assert.equal((await runtime.invoke({ a: 1 })).error?.errorMessage, '[object Object]')
      })
    })

    describe('initialisation fails', () => {
      for (const [handler, type, message] of [
        ['nodot', 'Runtime.MalformedHandlerName', /^Bad handler$/],
        [
          '../index.handler',
          'Runtime.MalformedHandlerName',
          /^'\.\.\/index\.handler' is not a valid handler name\./,
        ],
        ['index.absent', 'Runtime.HandlerNotFound', /^index\.absent is undefined or not exported$/],
        ['index.notAFunction', 'Runtime.HandlerNotFound', /^index\.notAFunction is not a function$/],
        [
          'nowhere.handler',
          'Runtime.ImportModuleError',
          /^Error: Cannot find module 'nowhere'\nRequire stack:\n- \/var\/runtime\/index\.mjs$/,
        ],
        [
          'missing.handler',
          'Runtime.ImportModuleError',
          /^Error: Cannot find module 'not-installed'\nRequire stack:\n- .*\/missing\.js\n- \/var\/runtime\/index\.mjs$/,
        ],
        ['missing-module.handler', 'Error', /^Cannot find package 'not-installed' imported from /],
        ['syntax.handler', 'Runtime.UserCodeSyntaxError', /^SyntaxError: Unexpected/],
        ['syntax-in-commonjs.handler', 'Runtime.UserCodeSyntaxError', /^SyntaxError: Unexpected/],
        ['raises.handler', 'RangeError', /^not today$/],
        ['raises-text.handler', 'string', /^text$/],
      ] as const) {
        it(`${handler}: ${type}`, async () => {
          const runtime = boot()
          const { error, logs } = await runtime.assign({ folder: 'nodejs', handler, env })
          assert.equal(error?.errorType, type)
          assert.match(error.errorMessage, message)
          assert.ok(Array.isArray(error.trace))
          assert.match(
            logs.at(-1)?.message ?? '',
            modern ? /^\S+Z\t-\tERROR\tInit Error \t\{/ : /^\S+Z\tundefined\tERROR\tUncaught Exception \t\{/,
          )
          assert.equal(await runtime.ended, modern ? 1 : 129)
          // Node.js itself prints the error then.
          if (modern) assert.notEqual(runtime.output, '')
        })
      }

      it('by an exit', async () => {
        const runtime = boot()
        await runtime.assign({ folder: 'nodejs', handler: 'exits.handler', env })
        assert.equal(await runtime.ended, 7)
      })

      it('by waiting for what never comes', async () => {
        const runtime = boot()
        await runtime.assign({ folder: 'nodejs', handler: 'never-loaded.handler', env })
        assert.equal(await runtime.ended, modern ? 0 : 13)
      })

      it('by a crash aside', async () => {
        const runtime = boot()
        const { error, logs } = await runtime.assign({
          folder: 'nodejs',
          handler: 'crashes-loading.handler',
          env,
        })
        assert.equal(await runtime.ended, modern ? 1 : 129)
        if (modern) assert.match(runtime.output, /Error: soon/)
        else assert.deepEqual([error?.errorMessage, logs.length], ['soon', 1])
      })
    })

    describe('logging', () => {
      it('in text', async () => {
        const runtime = await loaded('index.log', env)
        const { logs } = await runtime.invoke({})
        assert.match(
          logs[0]?.message ?? '',
          /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z\trequest-1\tINFO\tto the log\nin two lines \{ a: 1 \}\n$/,
        )
        assert.deepEqual(
          logs.map(({ level, id }) => [level, id]),
          ['INFO', 'DEBUG', 'WARN', 'ERROR'].map((level) => [level, 'request-1']),
        )
        assert.match(logs[2]?.message ?? '', /\tWARN\tw 1\n$/)
        runtime.send('K', '{"reason":"test"}')
        assert.equal(await runtime.ended, 0)
        assert.equal(runtime.output, 'printed\n')
      })

      it('in JSON, by level', async () => {
        const { logs } = await answer('index.logJson', {}, env, {
          env: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' },
        })
        const records = logs.map(({ message }) => JSON.parse(message) as Record<string, unknown>)
        assert.match(String(records[0]?.timestamp), /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)
        assert.deepEqual(
          { ...records[0], timestamp: '' },
          { timestamp: '', level: 'INFO', requestId: 'request-1', message: { an: 'object' } },
        )
        assert.deepEqual(
          [records[1]?.level, records[1]?.errorType, records[1]?.errorMessage],
          ['WARN', 'RangeError', 'r'],
        )
        const { message } = records[2] as { message: Record<string, unknown> }
        assert.deepEqual([message.errorType, message.errorMessage], ['Error', 'an error'])
        assert.match(String(records[3]?.message), /Circular/)
      })
    })

    describe('a function that misbehaves hurts itself alone', () => {
      it('exits', async () => {
        const runtime = await loaded('index.leave', env)
        const { payload, logs } = await runtime.invoke(3)
        assert.deepEqual([payload, logs.length], [undefined, 1])
        assert.equal(await runtime.ended, 3)
      })

      for (const [handler, type, code] of [
        ['index.rejectAside', 'Runtime.UnhandledPromiseRejection', 128],
        ['index.throwAside', 'Error', 129],
      ] as const) {
        it(handler, async () => {
          const runtime = await loaded(handler, env)
          const { error, logs } = await runtime.invoke({})
          if (modern) {
            assert.equal(error, undefined)
            assert.equal(await runtime.ended, 1)
            assert.match(runtime.output, /Error: aside/)
            return
          }
          assert.equal(error?.errorType, type)
          assert.match(error.errorMessage, /aside$/)
          assert.match(
            logs[0]?.message ?? '',
            /\tERROR\t(Unhandled Promise Rejection|Uncaught Exception) \t\{"errorType":/,
          )
          assert.equal(await runtime.ended, code)
        })
      }

      it('closes the channel', async () => {
        const runtime = await loaded('index.close', env)
        await runtime.invoke({})
        assert.notEqual(await runtime.ended, 0)
      })
    })

    it('sees its own surroundings and nothing of the machine', async () => {
      const seen = (await json('index.surroundings', {}, env, { env: { TZ: 'XYZ-5' } })) as Record<
        string,
        unknown
      >
      assert.deepEqual(
        Object.keys(seen.env as object).filter(
          (key) => !/^(AWS_|LAMBDA_TASK_ROOT$|PATH$|TZ$|LANG$)/.test(key),
        ),
        ['NODE_PATH'],
      )
      assert.deepEqual([seen.cwd, seen.argv, seen.hour], [folder, [], 5])
      assert.equal(
        (seen.env as Record<string, string>).NODE_PATH,
        `/opt/nodejs/node${modern ? 24 : 22}/node_modules:/opt/nodejs/node_modules:/var/runtime:${folder}`,
      )
    })

    describe('streaming', () => {
      const streamed = async (handler: string, event: unknown = {}) => {
        const runtime = await loaded(handler, env)
        const invoked = await runtime.invoke(event, { streaming: true })
        const begin = invoked.frames.find(({ type }) => type === 's')
        const end = invoked.frames.find(({ type }) => type === 'z')
        return {
          runtime,
          invoked,
          contentType:
            begin === undefined
              ? undefined
              : (JSON.parse(begin.body.toString()) as { contentType?: string }).contentType,
          end: end?.body.toString(),
        }
      }

      it('piece by piece', async () => {
        const { invoked, contentType, end, runtime } = await streamed('index.stream')
        assert.deepEqual(
          [invoked.payload?.toString(), contentType, end],
          ['one {"two":2}', 'application/octet-stream', ''],
        )
        assert.equal((await runtime.invoke({})).payload?.toString(), 'one {"two":2}')
      })

      it('with a prelude for HTTP', async () => {
        const { invoked, contentType } = await streamed('index.streamHttp')
        assert.equal(contentType, 'application/vnd.awslambda.http-integration-response')
        assert.equal(
          invoked.payload?.toString(),
          '{"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=d"]}\0\0\0\0\0\0\0\0body',
        )
      })

      it('fails midway', async () => {
        const { invoked, contentType, end, runtime } = await streamed('index.streamFails')
        assert.deepEqual([invoked.payload?.toString(), contentType], ['begun', 'text/plain'])
        assert.equal((JSON.parse(end ?? '') as { errorMessage: string }).errorMessage, 'midway')
        assert.match(invoked.logs[0]?.message ?? '', /Invoke Error/)
        assert.equal((await runtime.invoke({})).payload?.toString(), 'begun')
      })

      it('fails at once', async () => {
        const { end } = await streamed('index.streamFailsAtOnce')
        assert.equal((JSON.parse(end ?? '') as { errorMessage: string }).errorMessage, 'at once')
      })

      it('needs a handler that is asynchronous', async () => {
        const { end } = await streamed('index.streamSync')
        assert.equal(
          (JSON.parse(end || '{}') as { errorMessage?: string }).errorMessage,
          'Streaming does not support non-async handlers.',
        )
      })

      it('crashes midway', async () => {
        const { invoked, end, runtime } = await streamed('index.streamCrash')
        assert.equal(invoked.payload?.toString(), 'begun')
        if (!modern) assert.equal((JSON.parse(end ?? '') as { errorMessage: string }).errorMessage, 'crash')
        assert.equal(await runtime.ended, modern ? 1 : 129)
      })

      it('64 MB, in constant memory', async () => {
        const { invoked } = await streamed('index.streamBig', 1024)
        assert.equal(invoked.payload?.length, 64 * 1024 * 1024)
        const { top } = JSON.parse(/\{.*\}/.exec(invoked.logs[0]?.message ?? '')?.[0] ?? '') as {
          top: number
        }
        assert.ok(top < 150e6, `${top} bytes`)
      })
    })
  })
}

describe('the Node.js runtime for nodejs24.x', () => {
  it('refuses handlers with a callback', async () => {
    const runtime = boot()
    const { error, logs } = await runtime.assign({
      folder: 'nodejs',
      handler: 'index.callback',
      env: since24,
    })
    assert.equal(error?.errorType, 'Runtime.CallbackHandlerDeprecated')
    assert.match(
      error.errorMessage,
      /^ERROR: AWS Lambda has removed support for callback-based function handlers/,
    )
    assert.match(logs[0]?.message ?? '', /"name":"Runtime.CallbackHandlerDeprecated"/)
  })

  it('takes what a synchronous handler returns', async () => {
    assert.equal(await json('index.sync'), 'ignored by the runtimes before 24')
  })

  it('finds handlers in the default export', async () => {
    assert.equal(await json('module.inDefault'), 'default')
  })

  it('ends when nothing will ever answer', async () => {
    const runtime = await loaded('index.never')
    assert.equal((await runtime.invoke({})).payload, undefined)
    assert.equal(await runtime.ended, 0)
  })
})

describe('the Node.js runtime for nodejs22.x', () => {
  for (const [handler, expected] of [
    ['index.callback', { event: 1 }],
    ['index.callbackTwice', 1],
    ['index.succeed', 'succeeded'],
    ['index.done', 'done'],
    ['index.callbackAtOnce', 'answer'],
    ['index.sync', null],
    ['index.never', null],
  ] as const) {
    it(`${handler} answers ${JSON.stringify(expected)}, again and again`, async () => {
      const runtime = await loaded(handler, before24)
      for (const _ of [1, 2, 3]) {
        assert.deepEqual(JSON.parse((await runtime.invoke(1)).payload?.toString() ?? ''), expected)
      }
    })
  }

  for (const [handler, type, message] of [
    ['index.callbackError', 'Error', 'by callback'],
    ['index.callbackText', 'string', 'only text'],
    ['index.failByContext', 'Error', 'failed'],
    ['index.throwSync', 'Error', 'sync'],
  ] as const) {
    it(`${handler} fails`, async () => {
      const { error } = await answer(handler, {}, before24)
      assert.deepEqual([error?.errorType, error?.errorMessage], [type, message])
    })
  }

  it('waits for the event loop to run empty', async () => {
    const { payload, logs } = await answer('index.callbackWaits', {}, before24)
    assert.deepEqual([payload?.toString(), logs.length], ['"answer"', 1])
  })
})
