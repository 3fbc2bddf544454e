/**
 * aws-local-stepfunctions, for comparison: an interpreter of state machines on Node.js, in one process and without a service around it.
 * Installed on demand into a cache, not a dependency.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerFolder } from './peer.ts'
import { printedNumber } from './processes.ts'

const wanted = 'aws-local-stepfunctions@3.0.0'

const program = `
import { StateMachine } from 'aws-local-stepfunctions'
const [definition, atOnce, milliseconds] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])]
const machine = new StateMachine(definition)
const during = async (span) => {
  const end = performance.now() + span
  let count = 0
  const started = performance.now()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (performance.now() < end) {
      await machine.run({ n: 1 }).result
      count++
    }
  }))
  return (count * 1000) / (performance.now() - started)
}
await during(500)
process.stdout.write(String(await during(milliseconds)))
`

/** Executions a second of a definition, so many at once, on one processor. Fails when it cannot be had. */
export async function localStepFunctionsRate(
  definition: object,
  atOnce: number,
  milliseconds: number,
  cpu: number,
): Promise<number> {
  const folder = peerFolder('aws-local-stepfunctions', [wanted])
  const file = join(folder, 'run.mjs')
  writeFileSync(file, program)
  return printedNumber(file, [JSON.stringify(definition), String(atOnce), String(milliseconds)], cpu)
}
