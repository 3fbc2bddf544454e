/** Our interpreter of state machines alone, in a process of its own: what aws-local-stepfunctions is beside it. Run by `engineRate`. */
import { fileURLToPath } from 'node:url'
import { advance, type MachineSettings, parseDefinition } from '../../src/engines/asl/index.ts'
import { printedNumber } from './processes.ts'

const file = fileURLToPath(import.meta.url)

/** Executions a second of a definition, so many at once, on one processor. */
export async function engineRate(
  definition: object,
  atOnce: number,
  milliseconds: number,
  cpu: number,
): Promise<number> {
  return printedNumber(file, [JSON.stringify(definition), String(atOnce), String(milliseconds)], cpu)
}

const facts = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:express:bench:run:id',
  name: 'run',
  roleArn: 'arn:aws:iam::000000000000:role/bench',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench',
  stateMachineName: 'bench',
}
const settings: MachineSettings = { type: 'EXPRESS', region: 'us-east-1' }
const seed = '0123456789abcdef'.repeat(2)

async function run(definition: string, atOnce: number, milliseconds: number): Promise<number> {
  const { program } = parseDefinition(definition)
  if (!program) throw new Error('The definition is not valid.')
  const during = async (span: number) => {
    const started = performance.now()
    let count = 0
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (performance.now() < started + span) {
          const event = { type: 'Start', input: { n: 1 }, facts, nowMs: Date.now(), seed } as const
          let { execution } = await advance(program, undefined, event, settings)
          // A step takes so many transitions, and then asks to go on.
          while (execution.continuing) {
            const more = { type: 'Continue', nowMs: Date.now(), seed } as const
            execution = (await advance(program, execution, more, settings)).execution
          }
          if (execution.status !== 'SUCCEEDED') throw new Error(`It ended as ${execution.status}.`)
          count++
        }
      }),
    )
    return (count * 1000) / (performance.now() - started)
  }
  await during(500)
  return during(milliseconds)
}

if (process.argv[1] === file) {
  const [definition = '', atOnce, milliseconds] = process.argv.slice(2)
  process.stdout.write(String(await run(definition, Number(atOnce), Number(milliseconds))))
}
