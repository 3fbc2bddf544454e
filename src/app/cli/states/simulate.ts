/** A machine of a file, run here with mocks, a server, or neither. */
import type { Json, JsonObject } from '../../../base/json.ts'
import { randomFraction, randomUuid } from '../../../base/random.ts'
import { systemClock } from '../../../base/system-clock.ts'
import { systemRandom } from '../../../base/system-random.ts'
import {
  type HistoryEvent,
  mapStateNamed,
  type Program,
  type StartMapRunCommand,
  type StartTaskCommand,
} from '../../../engines/asl/index.ts'
import type { DefinitionFile } from './definition-file.ts'
import { runMapLocally } from './local-map-run.ts'
import { type LocalEnd, localFacts, runLocally, type TaskEnd } from './local-run.ts'

export interface Simulation {
  readonly definition: DefinitionFile
  readonly input: Json
  /** Does a task. What it throws ends the simulation. */
  readonly perform: (command: StartTaskCommand) => Promise<TaskEnd>
  /** Of the machine itself; items of distributed Maps are not told. */
  readonly onEvent?: (event: HistoryEvent) => void
}

export async function simulate({ definition, input, perform, onEvent }: Simulation): Promise<LocalEnd> {
  const run = async (
    program: Program,
    given: Json,
    startMs: number,
    context?: JsonObject,
  ): Promise<LocalEnd> =>
    runLocally({
      program,
      input: given,
      facts: localFacts(definition.name, randomUuid(systemRandom), context),
      settings: { type: 'STANDARD', region: 'us-east-1', taskToken: (taskId, nonce) => `${taskId}.${nonce}` },
      startMs,
      random: systemRandom,
      perform,
      mapRun: async (command, nowMs) => runItems(program, command, nowMs, run),
      // Only the outermost run tells.
      ...(onEvent && program === definition.program && context === undefined && { onEvent }),
    })
  return run(definition.program, input, systemClock.now())
}

async function runItems(
  program: Program,
  command: StartMapRunCommand,
  nowMs: number,
  run: (program: Program, input: Json, startMs: number, context: JsonObject) => Promise<LocalEnd>,
): Promise<TaskEnd> {
  const state = mapStateNamed(program, command.stateName)
  if (!state) throw new Error(`There is no Map state ${command.stateName}`)
  return runMapLocally({
    command,
    state,
    chance: { nowMs, random: () => randomFraction(systemRandom), uuid: () => randomUuid(systemRandom) },
    run: (inner, input, context) => run(inner, input, nowMs, context),
  })
}
