import { invariant } from '../../../base/invariant.ts'
import type { Soon } from '../../../base/soon.ts'
import type { Program } from '../definition/program.ts'
import { begin } from './begin.ts'
import { take, timeOut } from './events.ts'
import { endExecution, guard } from './fail.ts'
import { join } from './forks.ts'
import * as limits from './limits.ts'
import { canRedrive, redrive } from './redrive.ts'
import { HistoryFull, Run } from './run.ts'
import { enter } from './transition.ts'
import type { Execution, MachineEvent, MachineSettings, StartEvent, Step, ThreadId } from './types.ts'

/**
 * How an execution goes on. What the definition and the data do wrong are failures of the execution, never errors thrown; an error thrown is a defect,
 * and nothing of the step is to be kept.
 *
 * An execution that has ended takes nothing but `Redrive`; one that runs takes everything else, and what is over changes nothing.
 */
export async function advance(
  program: Program,
  execution: Execution | undefined,
  event: MachineEvent,
  settings: MachineSettings,
): Promise<Step> {
  if (!execution) {
    invariant(event.type === 'Start', 'An execution begins with Start.')
    return step(new Run(program, begun(event), event, settings), event)
  }
  invariant(execution.version === 1, 'The execution was written by a version that this one knows.')
  const fits =
    execution.status === 'RUNNING'
      ? event.type !== 'Start' && event.type !== 'Redrive'
      : event.type === 'Redrive' && canRedrive(execution, settings.historyEventsMax)
  if (!fits) return { execution, history: [], commands: [] }
  return step(new Run(program, execution, event, settings), event)
}

/** The document of an execution whose history is empty. */
export function begun(event: StartEvent): Execution {
  return {
    version: 1,
    status: 'RUNNING',
    facts: event.facts,
    input: event.input,
    startedMs: event.nowMs,
    eventCount: 0,
    namesUsed: 0,
    redriveCount: 0,
    threads: {},
    forks: {},
    ready: [],
  }
}

async function step(run: Run, event: MachineEvent): Promise<Step> {
  try {
    if (event.type === 'Start') start(run, event)
    else if (event.type === 'Redrive') {
      await redrive(run)
      setTimeLimit(run)
    } else if (event.type !== 'Stop' && event.nowMs >= run.deadlineMs) timeOut(run)
    else await take(run, event)
    await proceed(run)
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error
    // Source: Developer Guide, "Step Functions service quotas"; the place in the history is as measured in https://github.com/floci-io/floci/issues/2734.
    const max = run.settings.historyEventsMax ?? limits.historyEventsMax
    const cause = `The execution reached the maximum number of history events (${max}).`
    endExecution(run, 'FAILED', { error: 'States.Runtime', cause }, run.eventCount)
  }
  return run.finish()
}

function start(run: Run, event: StartEvent): void {
  const { facts } = event
  run.inputText = event.inputText
  run.putThread('main', {
    state: run.program.startAt,
    input: event.input,
    variables: {},
    previousEventId: 0,
    activity: { kind: 'enter' },
  })
  run.ready.push('main')
  run.recordAfter(0, 'ExecutionStarted', 'executionStartedEventDetails', {
    input: event.inputText ?? run.text(event.input),
    inputDetails: { truncated: false },
    roleArn: facts.roleArn,
    ...(facts.stateMachineAliasArn !== undefined && { stateMachineAliasArn: facts.stateMachineAliasArn }),
    ...(facts.stateMachineVersionArn !== undefined && {
      stateMachineVersionArn: facts.stateMachineVersionArn,
    }),
  })
  setTimeLimit(run)
}

/**
 * The execution's own time begins, anew with each redrive. The year of Standard executions that set themselves no limit has no timer of its own: what
 * happens after it finds the execution timed out, and none of their timers outlasts it.
 */
function setTimeLimit(run: Run): void {
  const { settings, program } = run
  if (settings.type === 'STANDARD' && program.timeoutSeconds === undefined) return
  run.change({ timerId: run.setTimer('execution', run.deadlineMs) })
}

/** Runs what can run without the world, up to the bounds of one step. */
export async function proceed(run: Run): Promise<void> {
  const transitionsMax = run.settings.transitionsPerStepMax ?? limits.transitionsPerStepMax
  while (run.running) {
    const ended = run.ended.shift()
    if (ended) {
      const { fork } = run.thread(ended.id)
      if (fork === undefined) succeedExecution(run, ended.id, ended.output)
      else await guard(run, run.fork(fork).thread, () => join(run, ended.id, ended.output))
      continue
    }
    const id = run.ready[0]
    if (id === undefined) break
    if (run.transitionCount >= transitionsMax || run.historyBytes >= limits.historyBytesPerStepMax) {
      if (!run.execution.continuing) {
        run.change({ continuing: true })
        run.command({ type: 'Continue' })
      }
      break
    }
    run.ready.shift()
    const going = transit(run, id)
    if (going) await going
  }
}

function transit(run: Run, id: ThreadId): Soon<void> {
  run.transitionCount++
  const state = run.stateOf(id)
  if (run.thread(id).activity.kind === 'enter') enter(run, id, state)
  return guard(run, id, () => begin(run, id, state))
}

function succeedExecution(run: Run, id: ThreadId, output: Execution['input']): void {
  run.recordAfter(run.thread(id).previousEventId, 'ExecutionSucceeded', 'executionSucceededEventDetails', {
    output: run.text(output),
    outputDetails: { truncated: false },
  })
  run.removeThread(id)
  run.end('SUCCEEDED')
  run.command({ type: 'Complete', status: 'SUCCEEDED', output })
}
