import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { Pythons } from '../../src/compute/runtimes/find-python.ts'
import { type Assigned, bootstraps, functions, RuntimeProcess } from '../support/runtime-process.ts'

const script = join(bootstraps, 'python/bootstrap.py')
const folder = join(functions, 'python')
const interpreters = new Map(
  (await new Pythons({ environment: process.env }).all())
    .map(({ version, path }) => [version, path] as const)
    .filter(([version]) => Number(version.split('.')[1]) >= 8)
    .toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true })),
)
const newest = [...interpreters.values()].at(-1) ?? 'python3'

const open: RuntimeProcess[] = []
after(async () => {
  await Promise.all(open.map((runtime) => runtime.stop()))
})

function boot(python = newest, flags: readonly string[] = ['--fresh']): RuntimeProcess {
  const runtime = new RuntimeProcess([python, '-I', '-S', script, ...flags])
  open.push(runtime)
  return runtime
}

/** A runtime with the handler loaded. */
async function loaded(handler: string, more: Partial<Assigned> = {}): Promise<RuntimeProcess> {
  const runtime = boot()
  const { error } = await runtime.assign({ folder: 'python', handler, ...more })
  assert.equal(error, undefined)
  return runtime
}

async function answer(handler: string, event: unknown, header = {}, more: Partial<Assigned> = {}) {
  const runtime = await loaded(handler, more)
  return runtime.invoke(event, header)
}

describe('the Python runtime', () => {
  for (const [version, python] of interpreters) {
    it(`runs on Python ${version}`, async () => {
      const runtime = boot(python, [])
      assert.equal((await runtime.assign({ folder: 'python', handler: 'app.echo' })).error, undefined)
      const event = { text: 'é€😀', list: [1, 2.5, null, true], nested: { a: {} } }
      assert.deepEqual(JSON.parse((await runtime.invoke(event)).payload?.toString() ?? ''), event)
      const { error } = await runtime.invokeRaw('nonsense')
      assert.equal(error?.errorType, 'Runtime.UnmarshalError')
    })
  }

  it('keeps globals between invocations', async () => {
    const runtime = await loaded('app.count')
    assert.equal((await runtime.invoke({})).payload?.toString(), '1')
    assert.equal((await runtime.invoke({})).payload?.toString(), '2')
  })

  for (const [handler, expected] of [
    ['pkg/mod.func', '["pkg.mod", "pkg"]'],
    ['pkg.mod.func', '["pkg.mod", "pkg"]'],
    ['pkg/sub/deep.func', '"pkg.sub.deep"'],
    ['calendar.handler', '"the function\'s own calendar"'],
  ] as const) {
    it(`finds ${handler}`, async () => {
      const runtime = boot(newest, [])
      assert.equal((await runtime.assign({ folder: 'python', handler })).error, undefined)
      assert.equal((await runtime.invoke({})).payload?.toString(), expected)
    })
  }

  it('hands the handler a complete context', async () => {
    const { payload } = await answer(
      'app.show_context',
      {},
      {
        tenantId: 'tenant',
        trace: 'Root=1-5;Sampled=1',
        identity: '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
        clientContext: JSON.stringify({
          client: {
            installation_id: 'i',
            app_title: 't',
            app_version_name: 'n',
            app_version_code: 'c',
            app_package_name: 'p',
          },
          custom: { k: 'v' },
          env: { e: 'f' },
          w3c: { traceparent: 'tp', baggage: 3 },
        }),
      },
    )
    const context = JSON.parse(payload?.toString() ?? '') as Record<string, unknown>
    assert.ok((context.remaining as number) > 1e6)
    assert.deepEqual(
      { ...context, remaining: 0 },
      {
        aws_request_id: 'request-1',
        log_group_name: '/aws/lambda/f',
        log_stream_name: '2026/11/27/[$LATEST]0123',
        function_name: 'f',
        function_version: '$LATEST',
        memory_limit_in_mb: '128',
        invoked_function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        tenant_id: 'tenant',
        identity: ['id', 'pool'],
        client: ['i', 't', 'n', 'c', 'p'],
        custom: { k: 'v' },
        env: { e: 'f' },
        w3c: { traceparent: 'tp' },
        remaining: 0,
        trace: 'Root=1-5;Sampled=1',
      },
    )
  })

  it('hands over a context without what was not sent, and 0 ms after the deadline', async () => {
    const runtime = await loaded('app.show_context')
    const { payload } = await runtime.invoke({}, { deadline: 1, trace: 'x' })
    const context = JSON.parse(payload?.toString() ?? '') as Record<string, unknown>
    assert.deepEqual(
      [context.identity, context.client, context.tenant_id, context.remaining],
      [[null, null], null, null, 0],
    )
    assert.equal(JSON.parse((await runtime.invoke({})).payload?.toString() ?? '').trace, null)
    const { error } = await runtime.invoke({}, { clientContext: '{' })
    assert.equal(error?.errorType, 'Runtime.LambdaContextUnmarshalError')
  })

  describe('results', () => {
    for (const [name, expected] of [
      ['inner bytes', '{"a": "text"}'],
      ['decimal', '{"a": 1.10, "b": [NaN]}'],
      ['named tuple', '[{"x": 1, "y": {"x": 2, "y": 3}}, [4]]'],
      ['odd keys', '{"1": 3, "null": 2, "1.5": 4, "b": 5}'],
      ['nan', 'NaN'],
      ['none', 'null'],
      ['half a pair', '"\\ud800é"'],
      ['accents', '"é\u2028"'],
    ] as const) {
      it(`${name}: ${JSON.stringify(expected)}`, async () => {
        assert.equal((await answer('app.values', name)).payload?.toString(), expected)
      })
    }

    it('bytes are handed on as they are', async () => {
      assert.deepEqual((await answer('app.values', 'bytes')).payload, Buffer.from('raw \xff', 'latin1'))
    })

    it('up to Python 3.11 only ASCII is written', async () => {
      const env = { AWS_EXECUTION_ENV: 'AWS_Lambda_python3.11' }
      assert.equal(
        (await answer('app.values', 'accents', {}, { env })).payload?.toString(),
        '"\\u00e9\\u2028"',
      )
    })

    for (const [name, message] of [
      ['set', 'Object of type set is not JSON serializable'],
      ['object', 'Object of type object is not JSON serializable'],
      ['tuple key', 'keys must be str, int, float, bool or None, not tuple'],
      ['circle', 'Circular reference detected'],
    ] as const) {
      it(`${name} is refused`, async () => {
        const { error } = await answer('app.values', name)
        assert.deepEqual(error, {
          errorMessage: `Unable to marshal response: ${message}`,
          errorType: 'Runtime.MarshalError',
          requestId: 'request-1',
          stackTrace: [],
        })
      })
    }

    it('any JSON passes through unchanged', async () => {
      const runtime = await loaded('app.echo')
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
          const { payload } = await runtime.invoke(value)
          assert.deepEqual(JSON.parse(payload?.toString() ?? ''), JSON.parse(JSON.stringify(value)))
        }),
        { numRuns: 300 },
      )
    })

    it('payloads of many megabytes pass both ways', async () => {
      const runtime = await loaded('app.echo')
      const text = 'x'.repeat(6_000_000)
      assert.equal((await runtime.invoke(text)).payload?.length, text.length + 2)
    })
  })

  describe('errors', () => {
    it('of the handler are worded and logged as on AWS', async () => {
      const { error, logs } = await answer('app.fail', {})
      const place = `  File "${folder}/app.py", line`
      assert.equal(error?.errorType, 'ValueError')
      assert.equal(error.errorMessage, 'no good')
      assert.equal(error.requestId, 'request-1')
      assert.equal(error.stackTrace?.length, 1)
      assert.match(error.stackTrace[0] ?? '', /line \d+, in fail\n {4}raise ValueError\("no good"\)\n$/)
      assert.ok(error.stackTrace[0]?.startsWith(place))
      assert.equal(logs.length, 1)
      assert.equal(logs[0]?.level, 'ERROR')
      assert.match(
        logs[0]?.message ?? '',
        /^\[ERROR\] ValueError: no good\nTraceback \(most recent call last\):\n\u00a0\u00a0File ".*", line \d+, in fail\n\u00a0{4}raise ValueError\("no good"\)$/,
      )
    })

    it('of a deeper call have every frame of the function', async () => {
      const { error } = await answer('app.fail_deep', {})
      assert.deepEqual(
        [error?.errorType, error?.errorMessage, error?.stackTrace?.length],
        ['KeyError', "'missing'", 2],
      )
    })

    it('without a text are answered still', async () => {
      assert.equal((await answer('app.fail_badly', {})).error?.errorType, 'Unprintable')
    })

    it('are logged as JSON where the function asks for it', async () => {
      const { logs } = await answer('app.fail', {}, {}, { env: { AWS_LAMBDA_LOG_FORMAT: 'JSON' } })
      const record = JSON.parse(logs[0]?.message ?? '') as Record<string, unknown>
      assert.deepEqual(Object.keys(record), [
        'timestamp',
        'level',
        'errorMessage',
        'errorType',
        'requestId',
        'stackTrace',
      ])
      assert.equal(record.level, 'ERROR')
    })
  })

  describe('initialisation fails', () => {
    for (const [handler, type, message] of [
      [
        'nodot',
        'Runtime.MalformedHandlerName',
        /^Bad handler 'nodot': not enough values to unpack \(expected 2, got 1\)$/,
      ],
      [
        'nowhere.handler',
        'Runtime.ImportModuleError',
        /^Unable to import module 'nowhere': No module named 'nowhere'$/,
      ],
      [
        'missing_import.handler',
        'Runtime.ImportModuleError',
        /^Unable to import module 'missing_import': No module named 'not_installed_anywhere'$/,
      ],
      ['app.absent', 'Runtime.HandlerNotFound', /^Handler 'absent' missing on module 'app'$/],
      [
        'broken_syntax.handler',
        'Runtime.UserCodeSyntaxError',
        /^Syntax error in module 'broken_syntax': .*\(broken_syntax.py, line \d\)$/,
      ],
      [
        'sys.handler',
        'Runtime.BuiltInModuleConflict',
        /^Cannot use built-in module sys as a handler module$/,
      ],
      ['raises_at_import.handler', 'RuntimeError', /^not today$/],
    ] as const) {
      it(`${handler}: ${type}`, async () => {
        const runtime = boot()
        const { error, logs } = await runtime.assign({ folder: 'python', handler })
        assert.equal(error?.errorType, type)
        assert.match(error.errorMessage, message)
        assert.equal(error.requestId, '')
        assert.match(logs[0]?.message ?? '', /^\[WARNING\]\t\S+Z\t\tLAMBDA_WARNING: Unhandled exception\. /)
        assert.ok(logs[1]?.message.startsWith(`[ERROR] ${type}: `))
        assert.equal(await runtime.ended, 1)
      })
    }

    it('a syntax error says where', async () => {
      const runtime = boot()
      const { error } = await runtime.assign({ folder: 'python', handler: 'broken_syntax.handler' })
      assert.match(
        error?.stackTrace?.[0] ?? '',
        new RegExp(`^  File "${folder}/broken_syntax.py" Line \\d\n`),
      )
    })

    it('by an exit', async () => {
      const runtime = boot()
      await runtime.assign({ folder: 'python', handler: 'exits_at_import.handler' })
      assert.equal(await runtime.ended, 7)
    })
  })

  describe('logging', () => {
    it('in text', async () => {
      const runtime = await loaded('app.log')
      const { logs } = await runtime.invoke({})
      assert.equal(logs.length, 2)
      assert.match(
        logs[0]?.message ?? '',
        /^\[INFO\]\t\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z\trequest-1\tto the log\nin two lines\n$/,
      )
      assert.deepEqual(
        [logs[0]?.level, logs[0]?.id, logs[1]?.message],
        ['INFO', 'request-1', 'by the context'],
      )
      runtime.send('K', '{"reason":"test"}')
      assert.equal(await runtime.ended, 0)
      assert.deepEqual(runtime.output.split('\n').sort(), ['', 'printed', 'to stderr'])
    })

    it('in JSON, by level', async () => {
      const env = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN' }
      const { logs } = await answer('app.log_json', {}, { tenantId: 't' }, { env })
      assert.equal(logs.length, 2)
      const [first, second] = logs.map(({ message }) => JSON.parse(message) as Record<string, unknown>)
      assert.match(String(first?.timestamp), /^\d{4}-\d\d-\d\dT[\d:]{8}Z$/)
      assert.deepEqual(
        { ...first, timestamp: '' },
        {
          timestamp: '',
          level: 'WARNING',
          message: { an: 'object' },
          logger: 'root',
          requestId: 'request-1',
          tenantId: 't',
          order: 7,
        },
      )
      assert.deepEqual(
        [second?.errorType, second?.errorMessage, second?.level],
        ['KeyError', "'missing'", 'ERROR'],
      )
      assert.match(String(second?.location), /app\.py:log_json:\d+$/)
    })
  })

  describe('a function that misbehaves hurts itself alone', () => {
    for (const [event, code] of [
      [0, 0],
      [5, 5],
      ['words', 1],
    ] as const) {
      it(`sys.exit(${JSON.stringify(event)})`, async () => {
        const runtime = await loaded('app.leave')
        assert.equal((await runtime.invoke(event)).payload, undefined)
        assert.equal(await runtime.ended, code)
      })
    }

    it('closes the channel', async () => {
      const runtime = await loaded('app.close')
      await runtime.invoke({})
      assert.equal(await runtime.ended, 1)
    })

    it('writes to the channel from many threads and from a child', async () => {
      assert.equal((await answer('app.threads', {})).logs.length, 200)
      const { payload, logs } = await answer('app.fork', {})
      assert.deepEqual([payload?.toString(), logs.length], ['"parent"', 1])
    })
  })

  it('sees its own surroundings and nothing of the machine', async () => {
    const { payload } = await answer(
      'app.surroundings',
      {},
      {},
      { env: { PYTHONPATH: '/mine', TZ: ':UTC' }, sdkPaths: ['/sdk'] },
    )
    const seen = JSON.parse(payload?.toString() ?? '') as Record<string, unknown> & {
      path: string[]
      env: object
    }
    assert.deepEqual(
      seen.path.slice(0, 5).map((path) => path.replace(/python3\.\d+/, 'python3.x')),
      [folder, '/opt/python/lib/python3.x/site-packages', '/opt/python', '/mine', '/sdk'],
    )
    assert.ok(seen.path.every((path) => !path.endsWith('site-packages') || path.startsWith('/opt/')))
    assert.deepEqual(
      Object.keys(seen.env).filter(
        (name) => !/^(AWS_|LAMBDA_TASK_ROOT$|PATH$|TZ$|LANG$|PYTHONPATH$)/.test(name),
      ),
      [],
    )
    assert.deepEqual([seen.cwd, seen.exit, seen.argv], [folder, 'Quitter', [script]])
  })

  it('is in the time zone of its environment', async () => {
    assert.equal((await answer('app.timezone', {}, {}, { env: { TZ: 'XYZ-5' } })).payload?.toString(), '5')
  })

  it("takes the function's own SDK before the runtime's", async () => {
    assert.equal(
      (await answer('app.handler', {}, {}, { folder: 'python-own-sdk' })).payload?.toString(),
      'true',
    )
  })

  it('runs the hooks of SnapStart in their order', async () => {
    const runtime = await loaded('snap.handler')
    runtime.send('P')
    assert.equal((await runtime.next())?.type, 'r')
    runtime.send('Q', '{}')
    assert.equal((await runtime.next())?.type, 'r')
    const { payload } = await runtime.invoke({})
    assert.deepEqual(JSON.parse(payload?.toString() ?? ''), ['before 2', 'before 1', 'after 1', 'after 2'])
  })

  it('says when a hook of SnapStart fails', async () => {
    const runtime = await loaded('snap_broken.handler')
    runtime.send('P')
    const { error } = await runtime.initialised()
    assert.deepEqual([error?.errorType, error?.errorMessage], ['RuntimeError', 'no snapshot'])
    assert.equal(await runtime.ended, 64)
  })
})
