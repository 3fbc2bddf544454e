/**
 * What DynamoDB's items cost: PutItem and GetItem of 1 KiB as an SDK sends them, signed, through a whole server whose store is on the
 * disk, beside dynalite with its state in memory. Both run on the same one processor, in turns; the load comes from another.
 * `node bench/dynamodb.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { CaughtRequests } from './support/caught-requests.ts'
import { clientSettings } from './support/clients.ts'
import { startDynalite } from './support/dynalite.ts'
import { median, percentile, Report } from './support/figures.ts'
import { Load, type Target } from './support/load.ts'
import { canPin, freePort, pinSelf, processorMs, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'

/** Many short ones: a machine that is shared has faster and slower seconds, and two rounds side by side are in the same one. */
const rounds = Number(process.argv[2] ?? 24)
/** Processor time is told in hundredths of a second, so much shorter they must not be. */
const roundMs = 500
/** Until both are compiled: ours are more lines. Unit: milliseconds. */
const warmUpMs = 8000
const atOnce = 64
const itemCount = 512
const serverCpu = 0
const TableName = 'bench'

type Kind = 'PutItem' | 'GetItem'

const report = new Report()
report.line(
  `${availableParallelism()} processors, ${rounds} rounds in turns, ${atOnce} at once, items of 1 KiB, ${canPin ? 'servers on one processor' : 'not pinned'}`,
)
const [port, theirPort] = [await freePort(), await freePort()]
const server = await startServer(port, { cpu: serverCpu })
const dynalite = await startDynalite(theirPort, serverCpu)
pinSelf(1)
try {
  for (const one of [port, theirPort]) await makeTable(one)
  for (const kind of ['PutItem', 'GetItem'] as const) {
    const ours: Target = { port, requests: await requestsOf(port, kind) }
    const theirs: Target = { port: theirPort, requests: await requestsOf(theirPort, kind) }
    await measure(kind, ours, theirs)
  }
} finally {
  await Promise.all([stop(server), stop(dynalite)])
}
report.finish()

async function measure(kind: Kind, ours: Target, theirs: Target): Promise<void> {
  report.line(kind)
  const [mine, other] = [await Load.open(ours, atOnce), await Load.open(theirs, atOnce)]
  const rates: [number[], number[]] = [[], []]
  const costs: [number[], number[]] = [[], []]
  const measureOne = async (side: 0 | 1) => {
    const [load, { pid }] = side === 0 ? [mine, server] : [other, dynalite]
    const before = processorMs(pid)
    const rate = await load.rate(roundMs)
    const after = processorMs(pid)
    rates[side].push(rate)
    if (before !== undefined && after !== undefined)
      costs[side].push(((after - before) / rate) * (1000 / roundMs))
  }
  await mine.rate(warmUpMs)
  await other.rate(warmUpMs)
  for (let round = 0; round < rounds; round++) {
    await measureOne(0)
    await measureOne(1)
  }
  const taken = await mine.latencies(200)
  mine.close()
  other.close()
  const [rate, theirRate] = [median(rates[0]), median(rates[1])]
  report.figure('one at a time, p50', percentile(taken, 50), 'ms', {}, 3)
  report.figure(`${atOnce} at once`, rate, 'operations/s', {}, 0)
  report.figure(`dynalite, ${atOnce} at once`, theirRate, 'operations/s', {}, 0)
  const [cost, theirCost] = [median(costs[0]) * 1000, median(costs[1]) * 1000]
  if (costs[0].length > 0) {
    report.figure('processor, each', cost, 'µs', {}, 0)
    report.figure('dynalite, processor, each', theirCost, 'µs', {}, 0)
  }
  const ratios = rates[0].map((mine, round) => mine / (rates[1][round] ?? mine))
  report.figure('ahead of dynalite (median of rounds)', median(ratios), 'times', { atLeast: 1 })
}

function clientOf(to: number, caught?: CaughtRequests): DynamoDB {
  return new DynamoDB({
    ...clientSettings(to),
    ...(caught === undefined ? {} : { requestHandler: caught.requestHandler }),
  })
}

async function makeTable(to: number): Promise<void> {
  const client = clientOf(to)
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  })
  let status: string | undefined
  while (status !== 'ACTIVE') status = (await client.describeTable({ TableName })).Table?.TableStatus
  client.destroy()
}

async function requestsOf(to: number, kind: Kind): Promise<Buffer[]> {
  const caught = new CaughtRequests()
  const client = clientOf(to, caught)
  for (let index = 0; index < itemCount; index++) {
    const id = { S: `item-${index}` }
    const asking =
      kind === 'PutItem'
        ? client.putItem({ TableName, Item: { id, n: { N: String(index) }, data: { S: 'x'.repeat(1000) } } })
        : client.getItem({ TableName, Key: { id } })
    await caught.send(asking)
  }
  client.destroy()
  return caught.requests
}
