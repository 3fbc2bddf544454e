/**
 * The way from an event to a function: how long after its producer's answer the first line of a warm handler runs, for each
 * source; and how many messages of a queue pass through a Python function in batches of ten. The handler tells through a socket.
 * `node bench/delivery.ts [events of each source] [messages]`
 */
import { EventEmitter, once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import type { Lambda } from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import { clientSettings } from './support/clients.ts'
import { type DeliverySource, deliverySources } from './support/delivery-sources.ts'
import { percentile, Report } from './support/figures.ts'
import { lambdaClient, makeFunction } from './support/lambda-functions.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'

const eventCount = Number(process.argv[2] ?? 200)
const messageCount = Number(process.argv[3] ?? 10_000)
const warmUps = 20
/** Units: milliseconds; messages a second. */
const limits = { p50: 5, rate: 2_000 }

/** Tells when it began, in milliseconds since the epoch, and of how many records. */
const handler = (port: number) => `
import json, socket, time
out = socket.create_connection(('127.0.0.1', ${port}))
out.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
def handler(event, context):
    at = time.time() * 1000
    out.sendall(json.dumps([at, len(event.get('Records', [0]))]).encode() + b'\\n')
`

const report = new Report()
const port = await freePort()
const told = new EventEmitter<{ ran: [at: number, records: number] }>()
const listener = createServer((socket) => {
  let rest = ''
  socket.setEncoding('utf8').on('error', () => {})
  socket.on('data', (piece: string) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) told.emit('ran', ...(JSON.parse(line) as [number, number]))
  })
}).listen(0, '127.0.0.1')
await once(listener, 'listening')
const server = await startServer(port, { env: { LAMBENT_NETWORK: 'host' } })
const config = clientSettings(port)
try {
  const lambda = lambdaClient(port)
  report.line(`${availableParallelism()} processors`)
  report.line("from the producer's answer to the first line of the warm handler")
  for (const source of deliverySources(config)) await latency(lambda, source)
  report.line('messages of a queue through a Python function, ten in a batch')
  await throughput(lambda)
  lambda.destroy()
} finally {
  await stop(server)
  listener.close()
}
report.finish()

function source(): string {
  return handler((listener.address() as AddressInfo).port)
}

async function latency(lambda: Lambda, source_: DeliverySource): Promise<void> {
  const name = `bench-${source_.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
  try {
    await makeFunction(lambda, { name, runtime: 'python3.13', source: source() })
    const send = await source_.prepare(lambda, name)
    const taken: number[] = []
    for (let index = 0; index < warmUps + eventCount; index++) {
      const heard = nextRun()
      const answeredAt = await send(index)
      const at = await heard
      if (index >= warmUps) taken.push(at - answeredAt)
    }
    report.figure(`${source_.name}, p50`, percentile(taken, 50), 'ms', { atMost: limits.p50 })
    report.figure(`${source_.name}, p90`, percentile(taken, 90), 'ms')
  } catch (error) {
    report.line(`  ${source_.name}: NOT MEASURED: ${(error as Error).message}`)
  }
}

async function throughput(lambda: Lambda): Promise<void> {
  const sqs = new SQS(config)
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'bench-many',
    Attributes: { VisibilityTimeout: '120' },
  })
  await makeFunction(lambda, { name: 'bench-many', runtime: 'python3.13', source: source() })
  const { UUID } = await lambda.createEventSourceMapping({
    FunctionName: 'bench-many',
    EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:bench-many',
    BatchSize: 10,
    Enabled: false,
  })
  const MessageBody = JSON.stringify({ order: 1, text: 'x'.repeat(100) })
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody }))
  const sendAll = async (count: number) => {
    let left = count / 10
    const sender = async () => {
      while (left-- > 0) await sqs.sendMessageBatch({ QueueUrl, Entries })
    }
    await Promise.all(Array.from({ length: 8 }, sender))
  }
  // Once to have the function warm, once to be counted.
  for (const count of [1_000, messageCount]) {
    await sendAll(count)
    const heard = runsOf(count)
    await lambda.updateEventSourceMapping({ UUID, Enabled: true })
    const [first, last] = await heard
    if (count === messageCount)
      report.figure(
        'messages',
        ((count - 10) * 1000) / (last - first),
        'a second',
        { atLeast: limits.rate },
        0,
      )
    await lambda.updateEventSourceMapping({ UUID, Enabled: false })
  }
  sqs.destroy()
}

function nextRun(): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the function did not run within 20 s')), 20_000)
    told.once('ran', (at) => {
      clearTimeout(limit)
      resolve(at)
    })
  })
}

/** When the first and the last of so many records were begun. */
function runsOf(count: number): Promise<[first: number, last: number]> {
  return new Promise((resolve, reject) => {
    let seen = 0
    let first = Number.POSITIVE_INFINITY
    let last = 0
    const limit = setTimeout(() => reject(new Error(`only ${seen} of ${count} came in 60 s`)), 60_000)
    const onRun = (at: number, records: number) => {
      seen += records
      first = Math.min(first, at)
      last = Math.max(last, at)
      if (seen < count) return
      clearTimeout(limit)
      told.off('ran', onRun)
      resolve([first, last])
    }
    told.on('ran', onRun)
  })
}
