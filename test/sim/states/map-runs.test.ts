/**
 * Map Runs by chance whose coordinators die between any two commits: items, batches, both types of children, tolerated failures, redrives. What they come to must
 * be what the items alone say, and every child is begun once. LAMBENT_TEST_SEED repeats a run, LAMBENT_TEST_SIM_RUNS makes it longer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../src/base/json.ts'
import {
  type ChildEntry,
  type ChildResult,
  childrenLog,
  resultsLog,
} from '../../../src/services/states/map-runs/records.ts'
import { mailQueue } from '../../../src/services/states/records.ts'
import { type Item, MapRunWorld, type Shape } from './map-run-world.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? fc.sample(fc.nat(1_000_000_000), 1)[0])
const numRuns = Number(process.env.LAMBENT_TEST_SIM_RUNS ?? 40)

const shapes: fc.Arbitrary<Shape> = fc.record(
  {
    type: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
    // Most children succeed.
    items: fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2), { maxLength: 40 }),
    isRead: fc.boolean(),
    maxItemsPerBatch: fc.integer({ min: 1, max: 4 }),
    maxConcurrency: fc.integer({ min: 1, max: 9 }),
    toleratedFailureCount: fc.nat(3),
  },
  { requiredKeys: ['type', 'items', 'isRead', 'maxConcurrency', 'toleratedFailureCount'] },
)

/** The inputs of children, as the items and the batches say. */
function inputsOf(items: readonly Item[], perBatch: number | undefined): Json[] {
  if (perBatch === undefined) return [...items]
  const inputs: Json[] = []
  for (let from = 0; from < items.length; from += perBatch)
    inputs.push({ Items: items.slice(from, from + perBatch) })
  return inputs
}

const itemsIn = (input: Json) => ((input as { Items?: Item[] }).Items ?? [input]) as Item[]

async function check(world: MapRunWorld, shape: Shape, life: number): Promise<'SUCCEEDED' | 'FAILED'> {
  const { store } = world
  const record = await world.record
  const inputs = inputsOf(world.items, shape.maxItemsPerBatch)
  const limit = 1000
  const children = await store.readLog<ChildEntry & Json>(childrenLog(record.id), { limit })
  // In order, each once; all of them, unless it ended before they were read.
  assert.deepEqual(
    children.map(({ value }) => value.input),
    inputs.slice(0, children.length),
  )
  if (!record.unread) assert.equal(children.length, inputs.length)
  const failing = inputs.filter((input) => itemsIn(input).some(({ fails }) => fails > life))
  const failed = failing.reduce<number>((sum, input) => sum + itemsIn(input).length, 0)
  const expected = failed > shape.toleratedFailureCount ? 'FAILED' : 'SUCCEEDED'
  assert.equal(record.status, expected)
  for (const counts of [record.items, record.executions]) {
    const { total, pending, running, succeeded, failed: bad, timedOut, aborted } = counts
    assert.equal(total, pending + running + succeeded + bad + timedOut + aborted)
    assert.equal(running, 0)
  }
  assert.equal(record.executions.total, children.length)
  const results = await store.readLog<ChildResult & Json>(resultsLog(record.id), { limit })
  const last = new Map(results.map(({ value }) => [value.index, value]))
  const counted = [...last.values()].filter(({ status }) => status === 'SUCCEEDED')
  assert.equal(record.executions.succeeded, counted.length)
  for (const { index, status, output } of last.values()) {
    const items = itemsIn(inputs[index] ?? null)
    if (status !== 'SUCCEEDED') continue
    assert.deepEqual(
      output,
      items.map(({ n }) => n),
    )
  }
  if (expected === 'SUCCEEDED') {
    assert.equal(record.items.succeeded + record.items.failed, world.items.length)
    assert.equal(record.items.failed, failed)
  }
  // It has told of its end once.
  const mails = await store.peek<{ event: { type: string; taskId: string; output?: Json } }>(mailQueue, 100)
  const own = mails.map(({ value }) => value.event).filter(({ taskId }) => taskId === `t${life}`)
  assert.deepEqual(
    own.map(({ type }) => type),
    [expected === 'SUCCEEDED' ? 'MapRunSucceeded' : 'MapRunFailed'],
  )
  if (expected === 'SUCCEEDED') assert.equal((own[0]?.output as Json[] | undefined)?.length, inputs.length)
  for (const [name, times] of world.made) assert.equal(times, 1, `${name} was made once`)
  return expected
}

test(`Map Runs outlive coordinators that die between any two commits (seed ${seed})`, async () => {
  let crashes = 0
  let redrives = 0
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(), async (shape, worldSeed) => {
      const world = await MapRunWorld.open(shape, worldSeed)
      try {
        for (let life = 0; life < 3; life++) {
          await world.run()
          if ((await check(world, shape, life)) === 'SUCCEEDED') break
          redrives++
        }
        crashes += world.crashes
        if (shape.type === 'STANDARD') assert.ok(world.mostAtOnce <= shape.maxConcurrency)
      } finally {
        await world.store.close()
      }
    }),
    { numRuns, seed, endOnFailure: true },
  )
  assert.ok(crashes > 0 && redrives > 0)
})
