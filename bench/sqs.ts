/**
 * What SQS costs: sending, and receiving with deleting, through a whole server that has on the disk what it answers to who sends or
 * deletes (that a standard queue's message was received it writes later), beside fauxqs, an emulator on Node.js that keeps all in memory. Both run
 * on the same one processor, in turns; the load comes from another.
 * `node bench/sqs.ts [rounds]`
 */
import type { ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { startFauxqs } from './support/fauxqs.ts'
import { median, Report } from './support/figures.ts'
import { Connection } from './support/load.ts'
import { canPin, freePort, pinSelf, processorMs, stop } from './support/processes.ts'
import { answering, startServer } from './support/server.ts'

const rounds = Number(process.argv[2] ?? 4)
const roundMs = 1000
/** Until both are compiled: ours are more lines. */
const warmUpRounds = 4
const connectionCount = 64
const serverCpu = 0
const body = 'x'.repeat(100)

/** What it does: messages of one step over a connection. */
type Step = (connection: Connection, queue: string) => Promise<number>

function request(operation: string, input: object): string {
  const text = JSON.stringify(input)
  return (
    'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-amz-json-1.0\r\n' +
    `x-amz-target: AmazonSQS.${operation}\r\nx-amz-date: 20260101T000000Z\r\n` +
    'authorization: AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/sqs/aws4_request, ' +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}\r\n` +
    `content-length: ${text.length}\r\n\r\n${text}`
  )
}

async function call<Answer>(connection: Connection, operation: string, input: object): Promise<Answer> {
  const answer = (await connection.ask(request(operation, input))).toString('utf8')
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4) || '{}') as Answer
}

const sendOne: Step = async (connection, QueueUrl) => {
  await connection.ask(request('SendMessage', { QueueUrl, MessageBody: body }))
  return 1
}

const sendTen: Step = async (connection, QueueUrl) => {
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: body }))
  await connection.ask(request('SendMessageBatch', { QueueUrl, Entries }))
  return 10
}

interface Received {
  readonly Messages?: ReadonlyArray<{ readonly ReceiptHandle: string }>
}

const receiveOne: Step = async (connection, QueueUrl) => {
  const { Messages = [] } = await call<Received>(connection, 'ReceiveMessage', { QueueUrl })
  for (const { ReceiptHandle } of Messages)
    await connection.ask(request('DeleteMessage', { QueueUrl, ReceiptHandle }))
  return Messages.length
}

const receiveTen: Step = async (connection, QueueUrl) => {
  const MaxNumberOfMessages = 10
  const { Messages = [] } = await call<Received>(connection, 'ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages,
  })
  if (Messages.length === 0) return 0
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
  await connection.ask(request('DeleteMessageBatch', { QueueUrl, Entries }))
  return Messages.length
}

interface Measured {
  readonly rate: number
  readonly cost?: number
}

/** One server, with a queue for each kind of load. */
class Side {
  readonly name: string
  readonly #server: ChildProcess
  readonly #connections: readonly Connection[]

  constructor(name: string, server: ChildProcess, connections: readonly Connection[]) {
    this.name = name
    this.#server = server
    this.#connections = connections
  }

  static async open(name: string, server: ChildProcess, port: number): Promise<Side> {
    const opening = Array.from({ length: connectionCount }, () => Connection.open({ port, requests: [] }, 0))
    return new Side(name, server, await Promise.all(opening))
  }

  async makeQueue(name: string): Promise<string> {
    const [first] = this.#connections
    if (!first) throw new Error('No connection')
    const { QueueUrl } = await call<{ QueueUrl: string }>(first, 'CreateQueue', { QueueName: name })
    return QueueUrl
  }

  /** Fills a queue. */
  async fill(queue: string, count: number): Promise<void> {
    let left = Math.ceil(count / 10)
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (left-- > 0) await sendTen(connection, queue)
      }),
    )
  }

  /** Messages a second, and what each took of the processor, where that is told. Unit: milliseconds. */
  async measure(step: Step, queue: string, milliseconds: number): Promise<Measured> {
    const before = processorMs(this.#server.pid)
    const started = performance.now()
    let count = 0
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (performance.now() < started + milliseconds) {
          // In two steps: what is added to is read before the wait otherwise, and others' counts are lost.
          const messages = await step(connection, queue)
          count += messages
        }
      }),
    )
    const rate = (count * 1000) / (performance.now() - started)
    const after = processorMs(this.#server.pid)
    return {
      rate,
      ...(before === undefined || after === undefined ? {} : { cost: (after - before) / count }),
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }
}

const report = new Report()
pinSelf(Math.min(1, availableParallelism() - 1))
const children: ChildProcess[] = []
const sides: Side[] = []
try {
  const port = await freePort()
  const server = await startServer(port, { cpu: serverCpu })
  children.push(server)
  sides.push(await Side.open('Lambent, durable', server, port))
  const other = await freePort()
  const fauxqs = startFauxqs(other, serverCpu)
  children.push(fauxqs)
  await answering({ port: other, requests: [Buffer.from(request('ListQueues', {}))] }, 100)
  sides.push(await Side.open('fauxqs, in memory', fauxqs, other))
  await measure()
} finally {
  for (const side of sides) side.close()
  await Promise.all(children.map(stop))
}
report.finish()

async function measure(): Promise<void> {
  report.line(
    `bodies of ${body.length} bytes, ${connectionCount} connections, ${rounds} rounds of ${roundMs} ms in turns` +
      (canPin ? ', servers on one processor' : ', NOT pinned to a processor'),
  )
  await compare('SendMessage', sendOne, 0)
  await compare('SendMessageBatch of 10', sendTen, 0)
  await compare('ReceiveMessage of 1, DeleteMessage', receiveOne, 8_000)
  await compare('ReceiveMessage of 10, DeleteMessageBatch', receiveTen, 30_000)
}

async function compare(name: string, step: Step, filled: number): Promise<void> {
  report.line(name)
  const measured = sides.map((): Measured[] => [])
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    for (const [index, side] of sides.entries()) {
      const queue = await side.makeQueue(`q-${name.replaceAll(/\W/g, '')}-${round}`)
      await side.fill(queue, filled)
      const one = await side.measure(step, queue, roundMs)
      if (round >= warmUpRounds) measured[index]?.push(one)
    }
  }
  for (const [index, side] of sides.entries()) {
    const rates = measured[index] ?? []
    report.figure(side.name, median(rates.map(({ rate }) => rate)), 'messages/s', {}, 0)
    const costs = rates.flatMap(({ cost }) => cost ?? [])
    if (costs.length > 0) report.figure(`${side.name}, processor, each`, median(costs) * 1000, 'µs', {}, 1)
  }
  const [ours = [], theirs = []] = measured
  const ratios = ours.map(({ rate }, at) => rate / (theirs[at]?.rate ?? 1))
  report.figure('ratio (median of rounds)', median(ratios), '', { atLeast: 1 })
}
