/**
 * Machines by chance in a faulty world, many of them. They run in threads of their own: within a test, the runner follows every promise, which takes
 * as much time as the machines do.
 */
import assert from 'node:assert/strict'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { type Program, parseDefinition } from '../../../src/engines/asl/index.ts'
import { checkHistory } from './check-history.ts'
import { definitionOf, type ProgramShape, programOf } from './machines.ts'
import { live } from './world.ts'

export const input = { items: [1, 2, 3] }

export function compiled(shape: ProgramShape): {
  definition: ReturnType<typeof definitionOf>
  program: Program
} {
  const definition = definitionOf(shape)
  const { program, diagnostics } = parseDefinition(JSON.stringify(definition))
  assert.ok(program, `The definition is valid: ${JSON.stringify(diagnostics)}\n${JSON.stringify(definition)}`)
  return { definition, program }
}

interface Part {
  readonly seed: number
  readonly numRuns: number
}

interface Told {
  readonly steps: number
  readonly failure?: string
}

/** Runs so many machines, in two threads. Answers how many steps they took; fails with what was wrong with one of them. */
export async function runMany({ seed, numRuns }: Part): Promise<number> {
  const parts = [seed, seed + 1].map((one) => ({ seed: one, numRuns: Math.ceil(numRuns / 2) }))
  const told = await Promise.all(parts.map(inThread))
  for (const { failure } of told) assert.ok(failure === undefined, failure)
  return told.reduce((sum, { steps }) => sum + steps, 0)
}

function inThread(part: Part): Promise<Told> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: part })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function run({ seed, numRuns }: Part): Promise<Told> {
  let steps = 0
  try {
    await fc.assert(
      fc.asyncProperty(programOf(2), fc.nat(), async (shape, worldSeed) => {
        const { definition, program } = compiled(shape)
        const life = await live(program, input, { seed: worldSeed, faults: true })
        steps += life.steps
        checkHistory(definition, life.history)
        assert.equal(life.ends.length, life.execution.redriveCount + 1, 'Each life ends once.')
        assert.equal(life.history.length, life.execution.eventCount)
      }),
      { numRuns, seed },
    )
    return { steps }
  } catch (error) {
    const { message, cause } = error as Error
    return { steps, failure: `seed ${seed}: ${message}\n${cause instanceof Error ? cause.stack : ''}` }
  }
}

if (!isMainThread) parentPort?.postMessage(await run(workerData as Part))
