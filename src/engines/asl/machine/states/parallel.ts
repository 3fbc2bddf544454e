import { invariant } from '../../../../base/invariant.ts'
import type { ParallelState } from '../../definition/program.ts'
import { argumentsOf, effectiveInput } from '../data-flow.ts'
import { startThread } from '../forks.ts'
import { emptyPages } from '../pages.ts'
import type { Run } from '../run.ts'
import type { ThreadId } from '../types.ts'

/** Parallel: a thread for each branch, all with the same input. Called again for each retry. */
export async function beginParallel(run: Run, id: ThreadId, state: ParallelState): Promise<void> {
  const input = await argumentsOf(run, id, state, effectiveInput(run, id, state))
  run.payload(input, state.name, true)
  const startedEventId = run.record(id, 'ParallelStateStarted')
  const fork = run.name('f')
  run.putFork(fork, {
    thread: id,
    length: state.branches.length,
    begun: state.branches.length,
    succeeded: 0,
    threads: [],
    concurrency: state.branches.length,
    results: emptyPages(state.branches.length),
  })
  run.changeThread(id, { activity: { kind: 'fork', fork } })
  for (const [index, branch] of state.branches.entries()) {
    startThread(run, fork, index, branch.startAt, input, startedEventId)
  }
  invariant(state.branches.length > 0, 'A Parallel state has branches.')
}
