/**
 * Executions of state machines by chance, in a world by chance: tasks fail, answer twice, late or never, nodes die between any two commits, what was
 * asked is asked again. Each history must be one that AWS could have written; nothing is lost, nothing recorded twice.
 * LAMBENT_TEST_SEED repeats a run, LAMBENT_TEST_SIM_RUNS makes it longer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../src/base/json.ts'
import { advance, type MachineEvent } from '../../../src/engines/asl/index.ts'
import { checkHistory } from './check-history.ts'
import { compiled, input, runMany } from './faulty-world.ts'
import { programOf } from './machines.ts'
import { live } from './world.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? fc.sample(fc.nat(1_000_000_000), 1)[0])
const numRuns = Number(process.env.LAMBENT_TEST_SIM_RUNS ?? 2000)
/** Of the properties of which fewer machines tell as much. */
const fewRuns = Math.ceil(numRuns / 40)

test(`executions in a faulty world write histories that AWS could have written (seed ${seed})`, async () => {
  assert.ok((await runMany({ seed, numRuns })) > numRuns)
})

test('the same events lead to the same history', async () => {
  await fc.assert(
    fc.asyncProperty(programOf(1), fc.nat(), async (shape, worldSeed) => {
      const { program } = compiled(shape)
      const life = await live(program, input, { seed: worldSeed, faults: true })
      let execution: typeof life.execution | undefined
      const history: Json[] = []
      for (const event of life.taken) {
        const step = await advance(program, execution, event, { type: 'STANDARD', region: 'us-east-1' })
        execution = step.execution
        history.push(...(step.history as unknown as Json[]))
      }
      assert.deepEqual(history, life.history)
      assert.deepEqual(execution, life.execution)
    }),
    { numRuns: fewRuns, seed },
  )
})

test('a step that is cut into many writes the same history', async () => {
  await fc.assert(
    fc.asyncProperty(programOf(2), fc.nat(), async (shape, worldSeed) => {
      const { program } = compiled(shape)
      const [whole, cut] = await Promise.all(
        [1000, 1].map((transitionsPerStepMax) =>
          live(program, input, { seed: worldSeed, faults: false, settings: { transitionsPerStepMax } }),
        ),
      )
      const told = (life: typeof whole) => life?.history.map(({ type }) => type).sort()
      assert.deepEqual(told(cut), told(whole))
      assert.equal(cut?.execution.status, whole?.execution.status)
    }),
    { numRuns: fewRuns, seed },
  )
})

test('a history that is full ends the execution with its last event', async () => {
  await fc.assert(
    fc.asyncProperty(
      programOf(2),
      fc.nat(),
      fc.integer({ min: 2, max: 60 }),
      async (shape, worldSeed, max) => {
        const { definition, program } = compiled(shape)
        const settings = { historyEventsMax: max }
        const life = await live(program, input, { seed: worldSeed, faults: true, settings })
        const full = life.history.findIndex(({ id }) => id === max)
        if (full < 0) return checkHistory(definition, life.history, max)
        checkHistory(definition, life.history.slice(0, full + 1), max)
      },
    ),
    { numRuns: fewRuns, seed },
  )
})

test('events of what never was change nothing', async () => {
  const { program } = compiled([{ type: 'Wait', seconds: 5, language: 'JSONPath', assign: false }])
  const settings = { type: 'STANDARD', region: 'us-east-1' } as const
  const at = { nowMs: 1, seed: '0'.repeat(32) }
  const facts = { executionArn: 'e', name: 'e', roleArn: 'r', stateMachineArn: 'm', stateMachineName: 'm' }
  const { execution } = await advance(program, undefined, { type: 'Start', input, facts, ...at }, settings)
  const strange: MachineEvent[] = [
    { type: 'TaskSucceeded', taskId: 'main.1', output: {}, ...at },
    { type: 'TaskFailed', taskId: '__proto__.1', ...at },
    { type: 'TimerFired', timerId: '', ...at },
    { type: 'MapRunStarted', taskId: 'main', mapRunArn: 'a', ...at },
    { type: 'Continue', ...at },
    { type: 'Redrive', ...at },
    { type: 'Start', input, facts, ...at },
  ]
  for (const event of strange) {
    const step = await advance(program, execution, event, settings)
    assert.equal(step.execution, execution, event.type)
  }
})
