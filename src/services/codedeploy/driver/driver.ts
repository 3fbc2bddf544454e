/**
 * Brings deployments on. Each turn reads one, does what is to be done next, and commits what follows from it together with when it is to
 * be looked at again. Turns of one deployment follow one another, on whichever node: its messages in the work queue are a group. A
 * turn whose commit does not hold, or whose server died, is made again on what is there then; moving an alias twice changes nothing, and
 * a hook that is invoked twice gets the same id.
 */
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { type Atomic, atomic, type Stored } from '../../../store/index.ts'
import type { Deployment } from '../domain/deployment.ts'
import {
  alarmsActive,
  begun,
  dueAtOf,
  failed,
  hookPlanned,
  invoked,
  shifted,
  stepOf,
  stoppedByUser,
  watchedAlarms,
} from '../domain/progress.ts'
import { newHookExecutionId } from '../hook-ids.ts'
import { deployments, type Instant, instantQueue, type Work } from '../records.ts'
import { invokeHook, lookAtAlarms, moveAlias, readPlan } from './acts.ts'
import { end } from './ending.ts'
import { goOn } from './go-on.ts'
import { tell } from './notices.ts'

/** Handles the queue of instants. */
export function instantHandler({ store }: BackgroundSurroundings): JobHandler<Instant> {
  return async ({ value: { accountId, region, id, dueAt } }) => {
    const stored = await deployments.get(store, [accountId, region, id])
    if (stored?.value.dueAt !== dueAt) return undefined
    const commit = atomic(store)
    goOn(commit, { accountId, region, id })
    return commit
  }
}

/** Handles the queue of deployments that are to go on. */
export function workHandler(surroundings: BackgroundSurroundings): JobHandler<Work> {
  const { store, clock } = surroundings
  return async ({ value: { accountId, region, id } }) => {
    const stored = await deployments.get(store, [accountId, region, id])
    if (!stored || stored.value.phase === 'ended') return undefined
    const next = await turn(surroundings, stored.value, clock.now())
    const commit = atomic(store)
    await write(surroundings, commit, next, stored)
    return commit
  }
}

async function turn(
  surroundings: BackgroundSurroundings,
  deployment: Deployment,
  now: number,
): Promise<Deployment> {
  if (deployment.stop) return failed(deployment, stoppedByUser, now)
  const watched = watchedAlarms(deployment)
  if (watched.length > 0) {
    const active = await lookAtAlarms(surroundings, deployment, watched)
    if (!active.ok) return failed(deployment, active.failure, now)
    if (active.answer.length > 0) return failed(deployment, alarmsActive(active.answer), now)
  }
  return await step(surroundings, deployment, now)
}

async function step(
  surroundings: BackgroundSurroundings,
  deployment: Deployment,
  now: number,
): Promise<Deployment> {
  const next = stepOf(deployment, now)
  switch (next.do) {
    case 'begin': {
      const plan = await readPlan(surroundings, deployment)
      return plan.ok ? begun(deployment, plan.answer, now) : failed(deployment, plan.failure, now)
    }
    case 'plan':
      return hookPlanned(deployment, next.event, newHookExecutionId(surroundings.random, deployment.id), now)
    case 'invoke': {
      const done = await invokeHook(surroundings, deployment, next.functionName, next.executionId)
      return done.ok ? invoked(deployment) : failed(deployment, done.failure, now)
    }
    case 'shift': {
      const done = await moveAlias(surroundings, deployment, next.shift)
      return done.ok ? shifted(deployment, next.shift, now) : failed(deployment, done.failure, now)
    }
    case 'pass':
      return next.deployment
    case 'fail':
      return failed(deployment, next.failure, now)
    case 'wait':
      return deployment
  }
}

async function write(
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  next: Deployment,
  before: Stored<Deployment>,
): Promise<void> {
  const now = surroundings.clock.now()
  if (before.value.status === 'Created' && next.status === 'InProgress') tell(commit, next, 'DeploymentStart')
  if (next.phase === 'ended') return await end(surroundings, commit, next, before)
  const dueAt = dueAtOf(next, now)
  const { accountId, region, id } = next
  if (dueAt === undefined || dueAt <= now) {
    deployments.put(commit, next, before)
    return goOn(commit, next)
  }
  deployments.put(commit, { ...next, dueAt }, before)
  const instant: Instant = { accountId, region, id, dueAt }
  commit.enqueue(instantQueue, instant, { deliverAt: dueAt })
}
