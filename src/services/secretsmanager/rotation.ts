/** Rotation: how it is set, scheduled and begun. Source: User Guide, "Rotate AWS Secrets Manager secrets". */
import type * as Api from '@aws-sdk/client-secrets-manager'
import type { Atomic } from '../../store/index.ts'
import { nextWindow, type RotationRules } from './domain/schedules.ts'
import { moveStages, pending } from './domain/stages.ts'
import { invalidParameter } from './errors.ts'
import { dueQueue, type Rotation, type Secret, type Step, stepQueue } from './records.ts'

/** Fails with InvalidParameterException. UNVERIFIED: the words. */
export function rulesOf(input: Api.RotationRulesType | undefined): RotationRules | undefined {
  if (input === undefined) return undefined
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration } = input
  if (days !== undefined && expression !== undefined)
    throw invalidParameter('You can specify AutomaticallyAfterDays or ScheduleExpression, but not both.')
  return {
    ...(days === undefined ? {} : { days }),
    ...(expression === undefined ? {} : { expression }),
    ...(duration === undefined ? {} : { duration }),
  }
}

/** Adds to a commit that a secret is rotated when the next window behind an instant opens. Fails with InvalidParameterException. */
export function scheduleRotation(commit: Atomic, secret: Secret, rotation: Rotation, after: number): Secret {
  const next = rotation.enabled ? nextWindow(rotation.rules, after) : undefined
  const { next: _before, ...rest } = rotation
  if (next === undefined) return { ...secret, rotation: rest }
  const { accountId, region, name, id: secretId } = secret
  const due = { accountId, region, name, secretId, kind: 'rotate', at: next.opensAt }
  commit.enqueue(dueQueue, due, { deliverAt: next.opensAt })
  return { ...secret, rotation: { ...rest, next } }
}

/** Adds to a commit that a rotation begins: a version that is pending, without a value yet, and the first step. */
export function beginRotation(
  commit: Atomic,
  secret: Secret,
  rotation: Rotation,
  versionId: string,
  now: number,
): Secret {
  addStep(commit, secret, { versionId, step: 'createSecret' })
  return { ...withPending(secret, versionId, now), rotation: { ...rotation, running: versionId } }
}

/** A secret with a version that is pending. */
export function withPending(secret: Secret, versionId: string, now: number): Secret {
  const known = secret.versions.some(({ id }) => id === versionId)
  const versions = known
    ? secret.versions
    : [...secret.versions, { id: versionId, stages: [], createdAt: now }]
  return { ...secret, versions: moveStages(versions, [pending], versionId) }
}

export function addStep(
  commit: Atomic,
  secret: Secret,
  step: Pick<Step, 'versionId' | 'step' | 'trial'>,
): void {
  const { accountId, region, name, id: secretId } = secret
  commit.enqueue(stepQueue, { accountId, region, name, secretId, ...step })
}
