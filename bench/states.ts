/**
 * What state machines cost, through a whole server: Express ones by StartSyncExecution beside aws-local-stepfunctions, which interprets the same
 * machine in one process without a service, as our engine does beside it: ten Pass states that count, ten that do nothing, and rounds of those; Standard ones, whose every commit is on the disk, beside what the store commits; one warm task
 * beside plain invocations; a distributed Map with such a task for each item; and many that wait. `node bench/states.ts [how many wait]`
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '../src/base/logger.ts'
import { systemClock } from '../src/base/system-clock.ts'
import { openSqliteStore } from '../src/store/sqlite/index.ts'
import { engineRate } from './support/asl-engine.ts'
import { median, percentile, Report } from './support/figures.ts'
import { lambdaClient, makeFunction, pythonHello } from './support/lambda-functions.ts'
import { Connection, Load } from './support/load.ts'
import { localStepFunctionsRate } from './support/local-step-functions.ts'
import { canPin, freePort, pinSelf, processorMs, start, stop } from './support/processes.ts'
import { answering, startServer } from './support/server.ts'

const waitingCount = Number(process.argv[2] ?? 10_000)
const spanMs = 3000
const itemCount = 10_000
const account = '000000000000'
const passCount = 10
const serverCpu = 0

/** Pass states, one after the other, with fields that each has. */
function passesWith(fields: object): Record<string, object> {
  const states: Record<string, object> = {}
  for (let index = 1; index <= passCount; index++) {
    const then = index < passCount ? { Next: `P${index + 1}` } : { End: true }
    states[`P${index}`] = { Type: 'Pass', ...fields, ...then }
  }
  return states
}
/** What Pass states are there for: each makes its output from its input. */
const counting = { StartAt: 'P1', States: passesWith({ Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } }) }
const passes = passesWith({})
const tenPasses = { StartAt: 'P1', States: passes }

/** How often the ten states are gone through, by a Choice, in one execution. */
const roundCount = 100
const rounds = {
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Result: { i: 0 }, Next: 'P1' },
    ...passes,
    [`P${passCount}`]: { Type: 'Pass', Parameters: { 'i.$': 'States.MathAdd($.i, 1)' }, Next: 'Again' },
    Again: {
      Type: 'Choice',
      Choices: [{ Variable: '$.i', NumericLessThan: roundCount, Next: 'P1' }],
      Default: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
}
const roundsTransitions = 2 + roundCount * (passCount + 1)

function request(service: string, target: string, input: object): string {
  const text = JSON.stringify(input)
  return (
    'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-amz-json-1.0\r\n' +
    `x-amz-target: ${target}\r\nx-amz-date: 20260101T000000Z\r\n` +
    `authorization: AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/${service}/aws4_request, ` +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}\r\n` +
    `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  )
}

async function call<Answer>(connection: Connection, operation: string, input: object): Promise<Answer> {
  const answer = (await connection.ask(request('states', `AWSStepFunctions.${operation}`, input))).toString(
    'utf8',
  )
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${operation}: ${body}`)
  return JSON.parse(body || '{}') as Answer
}

/** Runs a step over each connection again and again; answers how often a second. */
async function rateOf(
  connections: readonly Connection[],
  milliseconds: number,
  step: (connection: Connection) => Promise<void>,
): Promise<number> {
  const started = performance.now()
  let count = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < started + milliseconds) {
        await step(connection)
        count++
      }
    }),
  )
  return (count * 1000) / (performance.now() - started)
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

const report = new Report()
pinSelf(Math.min(1, availableParallelism() - 1))
const port = await freePort()
const server = await startServer(port, { cpu: serverCpu })
const open = (count: number) =>
  Promise.all(Array.from({ length: count }, () => Connection.open({ port, requests: [] }, 0)))
let connections: readonly Connection[] = []
let control: Connection

/** Connections for one part: those of another part may have been closed by then. */
async function connect(count: number): Promise<void> {
  for (const connection of connections) connection.close()
  connections = await open(count)
  const [first] = connections
  if (!first) throw new Error('No connection')
  control = first
}

async function machine(name: string, definition: object, type = 'STANDARD'): Promise<string> {
  const roleArn = `arn:aws:iam::${account}:role/bench`
  const made = await call<{ stateMachineArn: string }>(control, 'CreateStateMachine', {
    name,
    type,
    roleArn,
    definition: JSON.stringify(definition),
  })
  return made.stateMachineArn
}

/** Waits until no execution of a machine runs any more. */
async function untilDone(stateMachineArn: string, everyMs = 5): Promise<void> {
  for (;;) {
    const { executions } = await call<{ executions: unknown[] }>(control, 'ListExecutions', {
      stateMachineArn,
      statusFilter: 'RUNNING',
      maxResults: 1,
    })
    if (executions.length === 0) return
    await wait(everyMs)
  }
}

try {
  report.line(canPin ? 'servers on one processor' : 'NOT pinned to a processor')
  await express()
  await standard()
  await distributed(await tasks())
  await waiting()
} finally {
  for (const connection of connections) connection.close()
  await stop(server)
}
report.finish()

async function express(): Promise<void> {
  await connect(16)
  report.line(`Express, ${passCount} Pass states, StartSyncExecution`)
  const step = startSync(await machine('express', tenPasses, 'EXPRESS'))
  await rateOf(connections, 1000, step)
  const times: number[] = []
  for (let index = 0; index < 1000; index++) {
    const started = performance.now()
    await step(control)
    times.push(performance.now() - started)
  }
  report.figure('p50, one after the other', median(times), 'ms', { atMost: 2 })
  report.figure('p99, one after the other', percentile(times, 99), 'ms')
  await beside(tenPasses, passCount, step)
  const bare = (await bareRate()) * passCount
  report.figure('a bare HTTP server of Node.js, ten for each request', bare, 'transitions/s', {}, 0)
  report.line(`Express, ${passCount} Pass states that count, StartSyncExecution`)
  const counts = startSync(await machine('counting', counting, 'EXPRESS'))
  await beside(counting, passCount, counts, { atLeast: 1 })
  // Where requests do not count: what a service around the engine costs is paid once for all of these transitions.
  report.line(`Express, ${passCount} Pass states and a Choice, ${roundCount} rounds, StartSyncExecution`)
  await beside(rounds, roundsTransitions, startSync(await machine('rounds', rounds, 'EXPRESS')), {
    atLeast: 1,
  })
}

/** Requests a second of a server that knows its answer: what HTTP alone leaves of the processor that the service has. */
async function bareRate(): Promise<number> {
  const port = await freePort()
  const body = JSON.stringify({ status: 'SUCCEEDED' })
  const answer = { headers: [['content-length', String(body.length)]], body }
  const server = fileURLToPath(new URL('./support/bare-server.ts', import.meta.url))
  const child = start([process.execPath, server, String(port)], {
    cpu: serverCpu,
    env: { BARE_ANSWER: JSON.stringify(answer) },
  })
  const target = {
    port,
    requests: [Buffer.from(request('states', 'AWSStepFunctions.StartSyncExecution', {}))],
  }
  try {
    await answering(target)
    const load = await Load.open(target, 16)
    await load.rate(500)
    const rate = await load.rate(spanMs)
    load.close()
    return rate
  } finally {
    await stop(child)
  }
}

function startSync(stateMachineArn: string): (connection: Connection) => Promise<void> {
  return async (connection) => {
    const input = '{"n":1}'
    const { status } = await call<{ status: string }>(connection, 'StartSyncExecution', {
      stateMachineArn,
      input,
    })
    if (status !== 'SUCCEEDED') throw new Error(`The execution ended as ${status}`)
  }
}

/** One machine by the service, by aws-local-stepfunctions and by our engine alone, one after the other, three times. */
async function beside(
  definition: object,
  transitions: number,
  step: (connection: Connection) => Promise<void>,
  bound: { readonly atLeast?: number } = {},
): Promise<void> {
  const services: number[] = []
  const rates: number[] = []
  const engines: number[] = []
  for (let round = 0; round < 3; round++) {
    await connect(16)
    const ours = await rateOf(connections, spanMs, step)
    const theirs = await localStepFunctionsRate(definition, 16, spanMs, serverCpu)
    const engine = await engineRate(definition, 16, spanMs, serverCpu)
    rates.push(ours * transitions)
    services.push(ours / theirs)
    engines.push(engine / theirs)
    report.figure('  aws-local-stepfunctions, in its process', theirs * transitions, 'transitions/s', {}, 0)
    report.figure('  our engine, in its process', engine * transitions, 'transitions/s', {}, 0)
  }
  report.figure('transitions at 16', median(rates), 'transitions/s', {}, 0)
  report.figure('ratio to aws-local-stepfunctions', median(services), '', bound)
  report.figure('ratio of our engine to aws-local-stepfunctions', median(engines), '', { atLeast: 1 })
}

async function standard(): Promise<void> {
  await connect(64)
  report.line(`Standard, ${passCount} Pass states, 64 in flight`)
  const stateMachineArn = await machine('standard', tenPasses)
  const step = async (connection: Connection) => {
    await call(connection, 'StartExecution', { stateMachineArn, input: '{"n":1}' })
  }
  await rateOf(connections, 1000, step)
  const rate = await rateOf(connections, spanMs, step)
  await untilDone(stateMachineArn)
  report.figure('executions', rate, '/s', {}, 0)
  report.figure('transitions', rate * passCount, 'transitions/s', { atLeast: 5000 }, 0)
  report.figure('commits of the store alone, 1 KiB, 64 writers', await storeRate(), '/s', {}, 0)
}

/** What the store commits by itself, in this run, on the same disk. */
async function storeRate(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'lambent-bench-'))
  const store = await openSqliteStore({ directory }, { clock: systemClock, logger: silentLogger })
  const value = 'x'.repeat(1024)
  const started = performance.now()
  let count = 0
  await Promise.all(
    Array.from({ length: 64 }, async (_none, writer) => {
      for (let index = 0; performance.now() < started + spanMs; index++) {
        await store.commit([{ type: 'set', key: ['bench', writer, index], value }])
        count++
      }
    }),
  )
  const rate = (count * 1000) / (performance.now() - started)
  await store.close()
  rmSync(directory, { recursive: true })
  return rate
}

/** Answers plain invocations a second. */
async function tasks(): Promise<number> {
  await connect(16)
  report.line('Standard, one warm Lambda task, 16 in flight')
  const lambda = lambdaClient(port)
  await makeFunction(lambda, { name: 'hello', runtime: 'python3.13', source: pythonHello })
  const FunctionName = `arn:aws:lambda:us-east-1:${account}:function:hello`
  const stateMachineArn = await machine('task', {
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: FunctionName, End: true } },
  })
  const expressArn = await machine(
    'task-express',
    { StartAt: 'T', States: { T: { Type: 'Task', Resource: FunctionName, End: true } } },
    'EXPRESS',
  )
  const invoke = async (connection: Connection) => {
    const path = `/2015-03-31/functions/hello/invocations`
    const head = request('lambda', '-', { name: 'x' }).replace('POST / ', `POST ${path} `)
    await connection.ask(head)
  }
  await rateOf(connections, 2000, invoke)
  const plain = await rateOf(connections, spanMs, invoke)
  const sync = await rateOf(connections, spanMs, async (connection) => {
    await call(connection, 'StartSyncExecution', { stateMachineArn: expressArn })
  })
  // Started as fast as they end: one for each connection, and the next when it has ended.
  const started = performance.now()
  let count = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < started + spanMs) {
        const { executionArn } = await call<{ executionArn: string }>(connection, 'StartExecution', {
          stateMachineArn,
        })
        for (;;) {
          const { status } = await call<{ status: string }>(connection, 'DescribeExecution', { executionArn })
          if (status !== 'RUNNING') break
        }
        count++
      }
    }),
  )
  const durable = (count * 1000) / (performance.now() - started)
  report.figure('plain invocations', plain, '/s', {}, 0)
  report.figure('Express executions of one task', sync, '/s', {}, 0)
  report.figure('Standard executions of one task, asked after', durable, '/s', {}, 0)
  report.figure('Standard executions to plain invocations', durable / plain, '')
  lambda.destroy()
  return plain
}

/** A Map Run with a child of one task, for the function of `tasks`, for each item. */
async function distributed(plain: number): Promise<void> {
  await connect(1)
  report.line(`distributed Map over ${itemCount} items, Express children of one warm Lambda task`)
  const Resource = `arn:aws:lambda:us-east-1:${account}:function:hello`
  const stateMachineArn = await machine('distributed', {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemSelector: { 'name.$': '$$.Map.Item.Value' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'T',
          States: { T: { Type: 'Task', Resource, End: true } },
        },
        ResultPath: null,
        End: true,
      },
    },
  })
  const input = JSON.stringify(Array.from({ length: itemCount }, (_none, index) => index))
  const started = performance.now()
  const { executionArn } = await call<{ executionArn: string }>(control, 'StartExecution', {
    stateMachineArn,
    input,
  })
  await untilDone(stateMachineArn, 20)
  const seconds = (performance.now() - started) / 1000
  const { status } = await call<{ status: string }>(control, 'DescribeExecution', { executionArn })
  if (status !== 'SUCCEEDED') throw new Error(`The Map Run ended as ${status}`)
  report.figure('time', seconds, 's')
  report.figure('items', itemCount / seconds, '/s', {}, 0)
  report.figure('items to plain invocations', itemCount / seconds / plain, '')
}

async function waiting(): Promise<void> {
  await connect(64)
  report.line(`${waitingCount} executions that wait`)
  const pid = server.pid ?? 0
  const stateMachineArn = await machine('waiting', {
    StartAt: 'W',
    States: { W: { Type: 'Wait', TimestampPath: '$.at', End: true } },
  })
  const expressArn = await machine(
    'beside-waking',
    { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
    'EXPRESS',
  )
  const rate = await rateOf(connections, 500, async (connection) => {
    await call(connection, 'StartExecution', { stateMachineArn, input: JSON.stringify({ at: new Date() }) })
  })
  await untilDone(stateMachineArn)
  // Twice as long as it may take to start them.
  const at = new Date(Date.now() + Math.max(10_000, (2000 * waitingCount) / rate))
  const before = residentMegabytes(pid)
  const started = performance.now()
  let left = waitingCount
  await Promise.all(
    connections.map(async (connection) => {
      while (left-- > 0)
        await call(connection, 'StartExecution', { stateMachineArn, input: JSON.stringify({ at }) })
    }),
  )
  report.figure('started', (waitingCount * 1000) / (performance.now() - started), '/s', {}, 0)
  report.figure('more memory', residentMegabytes(pid) - before, 'MB', { atMost: 200 }, 0)
  report.figure('time left before the first is due', at.getTime() - Date.now(), 'ms', { atLeast: 0 }, 0)
  await wait(Math.max(0, at.getTime() - Date.now()))
  await connect(2)
  const processorBefore = processorMs(pid) ?? 0
  const beside = besideWaking(startSync(expressArn))
  await untilDone(stateMachineArn, 50)
  const late = Date.now() - at.getTime()
  const waits = await beside.stop()
  const processor = (processorMs(pid) ?? 0) - processorBefore
  report.figure('all have ended after their instant', late, 'ms', {}, 0)
  report.figure('woken', (waitingCount * 1000) / late, '/s', {}, 0)
  report.figure('processor time of each that is woken', (processor * 1000) / waitingCount, 'us', {}, 0)
  report.figure('StartSyncExecution beside that, p50', median(waits), 'ms')
  report.figure('StartSyncExecution beside that, the longest', Math.max(...waits), 'ms')
}

/** Asks the same again and again, over a connection of its own, until it is stopped; answers how long each took. Unit: milliseconds. */
function besideWaking(step: (connection: Connection) => Promise<void>): { stop(): Promise<number[]> } {
  const [, connection = control] = connections
  const waits: number[] = []
  let isStopped = false
  const asking = (async () => {
    while (!isStopped) {
      const started = performance.now()
      await step(connection)
      waits.push(performance.now() - started)
      await wait(5)
    }
    return waits
  })()
  return {
    stop: () => {
      isStopped = true
      return asking
    },
  }
}
