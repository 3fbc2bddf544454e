/**
 * Makes rotations: four calls of the secret's function, each a message in a queue, so that a stop at any instant repeats the step
 * that was under way and loses none. The function is invoked as Secrets Manager itself, and asks its own policy.
 * Source: User Guide, "Rotation by Lambda function", "Lambda rotation functions".
 */
import { partitionOf } from '../../aws/identifiers.ts'
import { OperationalError } from '../../base/operational-error.ts'
import { randomUuid } from '../../base/random.ts'
import { type BackgroundSurroundings, serviceCaller } from '../../dispatch/index.ts'
import type { JobHandler, JobOptions } from '../../jobs/index.ts'
import { atomic, type Message, type Stored } from '../../store/index.ts'
import { current, moveStages, pending, versionWith } from './domain/stages.ts'
import { rotationAttempts } from './limits.ts'
import { type Due, replicas, type Secret, type Step, secrets, values } from './records.ts'
import { addStep, beginRotation, scheduleRotation } from './rotation.ts'
import { secretArn } from './secrets.ts'

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

type Room = Pick<BackgroundSurroundings, 'store' | 'clock' | 'random' | 'call' | 'logger'>

/** Handles the queue of steps. */
export function stepHandler(room: Room): JobHandler<Step> {
  return async ({ value: step }, { signal }) => {
    const before = await load(room, step)
    if (before === undefined || !isWanted(before.value, step)) return
    await invoke(room, before.value, step, signal)
    const after = await load(room, step)
    if (after === undefined) return
    const commit = atomic(room.store)
    const secret = after.value
    const next = steps[steps.indexOf(step.step) + 1]
    if (step.trial === true) {
      secrets.put(commit, withoutPending(secret, step.versionId), after)
      commit.delete(values.storeKey([secret.id, step.versionId]))
    } else if (next !== undefined) {
      commit.check(secrets.storeKey([secret.accountId, secret.region, secret.name]), after.version)
      addStep(commit, secret, { versionId: step.versionId, step: next })
    } else finish(room, commit, after, step)
    return commit
  }
}

/** How steps are repeated, and what is left of a rotation that is given up. */
export function stepOptions(room: Room): JobOptions<Step> {
  return { attemptsMax: rotationAttempts, onGiveUp: (message, failure) => giveUp(room, message, failure) }
}

/** The version that was pending stays so, as at AWS: the next rotation takes it up again. */
async function giveUp(room: Room, { value: step }: Message<Step>, failure: unknown) {
  const { name, step: at } = step
  const reason = failure instanceof Error ? failure.message : String(failure)
  room.logger.error('A secret was not rotated', { name, step: at, reason })
  const stored = await load(room, step)
  if (stored === undefined) return
  const commit = atomic(room.store)
  if (step.trial === true) {
    secrets.put(commit, withoutPending(stored.value, step.versionId), stored)
    return commit.delete(values.storeKey([stored.value.id, step.versionId]))
  }
  const { rotation } = stored.value
  if (rotation?.running !== step.versionId) return
  const { running: _running, ...rest } = rotation
  secrets.put(commit, { ...stored.value, rotation: rest }, stored)
  return commit
}

async function load(
  { store }: Room,
  { accountId, region, name, secretId }: Step | Due,
): Promise<Stored<Secret> | undefined> {
  const stored = await secrets.get(store, [accountId, region, name])
  return stored?.value.id === secretId ? stored : undefined
}

function isWanted({ rotation, deletionAt, versions }: Secret, { versionId, trial }: Step): boolean {
  if (rotation === undefined || deletionAt !== undefined) return false
  if (trial === true) return versions.some(({ id }) => id === versionId)
  return rotation.enabled && rotation.running === versionId
}

async function invoke(
  room: Room,
  secret: Secret,
  { versionId, step }: Step,
  signal: AbortSignal,
): Promise<void> {
  const arn = secretArn({ partition: partitionOf(secret.region) }, secret, secret.region)
  const caller = serviceCaller('secretsmanager.amazonaws.com', secret, arn, { signal })
  const event = { SecretId: arn, ClientRequestToken: versionId, Step: step }
  const input = {
    FunctionName: secret.rotation?.functionArn,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event), 'utf8'),
  }
  const answer = await room.call<{ FunctionError?: string; Payload?: Uint8Array }>(
    'lambda:Invoke',
    input,
    caller,
  )
  if (answer.FunctionError === undefined) return
  const said = Buffer.from(answer.Payload ?? []).toString('utf8')
  throw new OperationalError(`The rotation function failed in ${step}: ${said.slice(0, 1_000)}`, {
    retryable: true,
  })
}

function finish(
  room: Room,
  commit: ReturnType<typeof atomic>,
  stored: Stored<Secret>,
  { versionId }: Step,
): void {
  const secret = stored.value
  const { rotation } = secret
  if (rotation === undefined) return
  const { running: _running, ...rest } = rotation
  const now = room.clock.now()
  if (versionWith(secret.versions, current)?.id !== versionId) {
    room.logger.error('A rotation function has finished, and its version is not the current one', {
      name: secret.name,
    })
    secrets.put(commit, { ...secret, rotation: rest }, stored)
    return
  }
  // The next rotation is counted from this one; a window that waits already stays.
  const done = { ...secret, rotatedAt: now, changedAt: now }
  const waiting = rest.next !== undefined && rest.next.opensAt > now && rest.rules.days === undefined
  secrets.put(
    commit,
    waiting ? { ...done, rotation: rest } : scheduleRotation(commit, done, rest, now),
    stored,
  )
}

function withoutPending(secret: Secret, versionId: string): Secret {
  const moved = moveStages(secret.versions, [pending], undefined)
  return { ...secret, versions: moved.filter(({ id }) => id !== versionId) }
}

/** Handles the queue of what is due. A message whose instant the secret knows no more is of a plan that was given up. */
export function dueHandler(room: Room): JobHandler<Due> {
  return async ({ value: due }) => {
    const stored = await load(room, due)
    if (stored === undefined) return
    const secret = stored.value
    const commit = atomic(room.store)
    if (due.kind === 'delete') {
      if (secret.deletionAt !== due.at) return
      secrets.remove(commit, stored)
      for (const { region } of secret.replicas)
        commit.delete(replicas.storeKey([secret.accountId, region, secret.name]))
      return commit.deleteRange(values.storeKey([secret.id]))
    }
    const { rotation } = secret
    if (rotation?.enabled !== true || rotation.next?.opensAt !== due.at || secret.deletionAt !== undefined)
      return
    // One that was not finished is taken up again.
    const waiting = versionWith(secret.versions, pending)
    const unfinished = waiting !== undefined && !waiting.stages.includes(current) ? waiting.id : undefined
    const versionId = unfinished ?? randomUuid(room.random)
    const now = room.clock.now()
    const scheduled = scheduleRotation(commit, secret, rotation, due.at)
    const begun =
      rotation.running === undefined
        ? beginRotation(commit, scheduled, scheduled.rotation ?? rotation, versionId, now)
        : scheduled
    secrets.put(commit, begun, stored)
    return commit
  }
}
