/** What a version is made of, and how it comes to be. */
import { createHash } from 'node:crypto'
import { type RandomSource, randomUuid } from '../../base/random.ts'
import type { Atomic } from '../../store/index.ts'
import { functionArn } from './domain/names.ts'
import { resourceConflict } from './errors.ts'
import {
  type FunctionRecord,
  type OfFunction,
  type Preparation,
  type Progress,
  preparations,
  type Version,
} from './records.ts'

/** A version that was made a moment ago. Source: observed on AWS, 2024-03-27 (recorded tests of another project). */
export const creating: Progress = {
  state: 'Pending',
  stateReason: 'The function is being created.',
  stateReasonCode: 'Creating',
}

/**
 * A version whose code or settings were changed a moment ago: it stays Active meanwhile; one that had failed begins anew.
 * Source: as {@link creating}.
 */
export function updating({ state }: Progress): Progress {
  return {
    ...(state === 'Failed' ? creating : { state: 'Active' as const }),
    lastUpdateStatus: 'InProgress',
    lastUpdateStatusReason: 'The function is being created.',
    lastUpdateStatusReasonCode: 'Creating',
  }
}

/**
 * The ARN of a runtime's version: AWS's ends with a hash that tells builds apart; this one with a hash of the runtime's
 * name. Images have none.
 */
export function runtimeVersionArn(
  { partition, region }: Pick<FunctionRecord, 'partition' | 'region'>,
  runtime: string | undefined,
): string | undefined {
  if (runtime === undefined) return undefined
  return `arn:${partition}:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`
}

/** Equal for two versions with the same code and settings. Changes in progress and revision do not count. */
export function contentOf({ code, settings, architecture }: Version): string {
  return createHash('sha256')
    .update(JSON.stringify([code, settings, architecture]))
    .digest('hex')
}

/** The same version with other content: new revision, new execution environments. */
export function renewed(random: RandomSource, version: Version, now: number): Version {
  return { ...version, revisionId: randomUuid(random), environmentKey: randomUuid(random), modifiedAt: now }
}

/** Adds to a commit that a version is made ready. */
export function prepareLater(
  commit: Atomic,
  { accountId, region, name }: OfFunction,
  version: Version,
): void {
  const work: Preparation = {
    accountId,
    region,
    name,
    version: version.version,
    environmentKey: version.environmentKey,
  }
  commit.enqueue(preparations, work)
}

/**
 * Fails with ResourceConflictException while `$LATEST` is being made or changed.
 * Source: Developer Guide, "Lambda function states"; the words: what users of AWS have published.
 */
export function requireSettled(record: FunctionRecord): void {
  const { state, lastUpdateStatus } = record.latest.progress
  if (state === 'Pending') {
    throw resourceConflict(
      `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
    )
  }
  if (lastUpdateStatus === 'InProgress') {
    throw resourceConflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(record)}`,
    )
  }
}
