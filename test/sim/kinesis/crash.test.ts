/**
 * The server is killed while records are put and a stream is split, merged and scaled, again and again: every record whose putting
 * was acknowledged is where the answer said, each request's records are all there or not at all, the shards hold every hash key
 * once, and no change of the stream hangs. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Kinesis, type Shard } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const producers = 4
const batch = 20
/** A kill comes once so many more records were acknowledged, and up to so long after. Unit: records; milliseconds. */
const recordsBeforeKill = 1_000
const killWithinMs = 100
const StreamName = 'crash'

/** What producers know: where each record went whose putting was acknowledged. Data are `producer:request:number`. */
interface Ledger {
  readonly put: Map<string, string>
  requests: number
}

for (const store of await storeOptions()) {
  describe(`kill -9 under the load of a stream, on ${store.name}`, () => {
    const server = killableServer('kinesis-crash')

    async function start(options: readonly string[]): Promise<Kinesis> {
      const requestHandler = new NodeHttpHandler()
      return new Kinesis({ ...clientOf(await server.start(options)), requestHandler })
    }

    it('loses nothing', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const options = await store.options()
      const ledger: Ledger = { put: new Map(), requests: 0 }
      for (let round = 0; round < kills; round++) {
        const kinesis = await start(options)
        if (round === 0) await kinesis.createStream({ StreamName, ShardCount: 8 })
        await untilActive(kinesis)
        const wanted = ledger.put.size + recordsBeforeKill
        const load = [
          ...Array.from({ length: producers }, (_, producer) => produce(kinesis, ledger, producer)),
          reshape(kinesis, random),
        ]
        await until(() => ledger.put.size >= wanted, 'too few records are acknowledged', 60_000)
        await pause(randomBelow(random, killWithinMs))
        await server.kill()
        await Promise.all(load)
        kinesis.destroy()
      }
      const kinesis = await start(options)
      await untilActive(kinesis)
      const shards = await allShards(kinesis)
      checkCover(shards)
      const found = await readAll(kinesis, shards)
      await server.kill()
      const wrong = [...ledger.put].filter(([data, place]) => found.get(data) !== place)
      assert.deepEqual(wrong, [], `${wrong.length} of ${ledger.put.size} records are not where they were put`)
      for (const [request, records] of Map.groupBy(found.keys(), (data) =>
        data.slice(0, data.lastIndexOf(':')),
      ))
        assert.equal(records.length, batch, `a part of the request ${request} is there`)
      test.diagnostic(`${ledger.put.size} put, ${found.size} found in ${shards.length} shards`)
    })
  })
}

/** Puts until the server is gone. What a shard has no room for is put again. */
async function produce(kinesis: Kinesis, ledger: Ledger, producer: number): Promise<void> {
  for (;;) {
    const request = `${producer}:${ledger.requests++}`
    const data = Array.from({ length: batch }, (_, number) => `${request}:${number}`)
    try {
      const Records = data.map((text) => ({ PartitionKey: text, Data: Buffer.from(text, 'utf8') }))
      const answer = await kinesis.putRecords({ StreamName, Records })
      assert.equal(answer.FailedRecordCount, 0, 'the shards have room')
      for (const [index, { ShardId, SequenceNumber }] of (answer.Records ?? []).entries())
        ledger.put.set(data[index] ?? '', `${ShardId} ${SequenceNumber}`)
      // The shards of a provisioned stream take a thousand records a second each.
      await pause(10)
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return
    }
  }
}

/** Splits, merges and scales until the server is gone. */
async function reshape(kinesis: Kinesis, random: SeededRandom): Promise<void> {
  for (;;) {
    try {
      const open = (await allShards(kinesis))
        .filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined)
        .sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1))
      const at = randomBelow(random, open.length - 1)
      const [shard, neighbour] = [open[at], open[at + 1]]
      const kind = randomBelow(random, 3)
      if (kind === 0 && shard) {
        const start = (startOf(shard) + endOf(shard)) / 2n
        await kinesis.splitShard({
          StreamName,
          ShardToSplit: shard.ShardId,
          NewStartingHashKey: String(start),
        })
      } else if (kind === 1 && open.length > 6) {
        await kinesis.mergeShards({
          StreamName,
          ShardToMerge: shard?.ShardId,
          AdjacentShardToMerge: neighbour?.ShardId,
        })
      } else {
        const TargetShardCount = 6 + randomBelow(random, 5)
        await kinesis.updateShardCount({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
      }
      await untilActive(kinesis)
    } catch (error) {
      // Ten scalings are a stream's share of a day.
      if (!/LimitExceeded/.test(String((error as Error).name))) return
    }
  }
}

async function untilActive(kinesis: Kinesis): Promise<void> {
  await until(async () => {
    const { StreamDescriptionSummary: stream } = await kinesis.describeStreamSummary({ StreamName })
    return stream?.StreamStatus === 'ACTIVE'
  }, 'the stream is not active')
}

async function allShards(kinesis: Kinesis): Promise<Shard[]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName })
  return Shards
}

function startOf({ HashKeyRange }: Shard): bigint {
  return BigInt(HashKeyRange?.StartingHashKey ?? 0)
}

function endOf({ HashKeyRange }: Shard): bigint {
  return BigInt(HashKeyRange?.EndingHashKey ?? 0)
}

function checkCover(shards: readonly Shard[]): void {
  let next = 0n
  const open = shards.filter(
    ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined,
  )
  for (const shard of open.sort((left, right) => (startOf(left) < startOf(right) ? -1 : 1))) {
    assert.equal(startOf(shard), next)
    next = endOf(shard) + 1n
  }
  assert.equal(next, 1n << 128n)
}

/** Where each record is. */
async function readAll(kinesis: Kinesis, shards: readonly Shard[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { ShardId } of shards) {
    const begin = await kinesis.getShardIterator({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
    for (let iterator = begin.ShardIterator; iterator !== undefined; ) {
      const page = await kinesis.getRecords({ ShardIterator: iterator })
      for (const { Data, SequenceNumber } of page.Records ?? []) {
        const data = Buffer.from(Data ?? []).toString('utf8')
        assert.ok(!found.has(data), `${data} is there twice`)
        found.set(data, `${ShardId} ${SequenceNumber}`)
      }
      iterator = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator
    }
  }
  return found
}
