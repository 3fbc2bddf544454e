/**
 * Makes versions ready: code is fetched and unpacked, an interpreter found. Queued in the commit that made or changed the
 * version, so that a restart goes on with it; what has been changed again meanwhile is left to the later message.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { randomUuid } from '../../base/random.ts'
import { ComputeError } from '../../compute/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Store } from '../../store/index.ts'
import { latest } from './domain/names.ts'
import { findVersion } from './lookups.ts'
import {
  type FunctionRecord,
  functions,
  type Preparation,
  type Progress,
  preparations,
  type Version,
  versions,
} from './records.ts'
import type { LambdaRoom } from './room.ts'

/** Registers the work. */
export function handlePreparations(surroundings: BackgroundSurroundings, room: LambdaRoom): void {
  const { jobs, store, random, logger } = surroundings
  jobs.handle<Preparation>(preparations, async ({ value }) => {
    const found = await find(store, value)
    if (!found) return
    const { vpc } = found.version.settings
    if (vpc && vpc.subnetIds.length > 0)
      logger.warn('There are no VPCs here: the network of the function is that of all functions', {
        function: value.name,
        subnets: vpc.subnetIds,
      })
    const failure = await prepare(room, found.record, found.version)
    if (failure)
      logger.warn('A function could not be made ready', { function: value.name, reason: failure.message })
    // Others may have changed the function meanwhile: the answer is made from what is there now.
    const now = await find(store, value)
    if (!now) return
    const progress = failure ? failed(now.version, failure) : ready
    const commit = atomic(store)
    now.put(commit, { ...now.version, progress, revisionId: randomUuid(random) })
    return commit
  })
}

interface Found {
  readonly record: FunctionRecord
  readonly version: Version
  readonly put: (commit: Atomic, next: Version) => void
}

/** The version that a message is about; undefined when it is gone, changed or done. */
async function find(store: Store, work: Preparation): Promise<Found | undefined> {
  const stored = await functions.get(store, [work.accountId, work.region, work.name])
  if (!stored) return undefined
  const record = stored.value
  if (work.version === latest) {
    if (!isWaiting(record.latest, work)) return undefined
    const put = (commit: Atomic, next: Version) => functions.put(commit, { ...record, latest: next }, stored)
    return { record, version: record.latest, put }
  }
  const published = await findVersion(store, record, work.version)
  if (!published || !isWaiting(published.value.content, work)) return undefined
  const put = (commit: Atomic, next: Version) =>
    versions.put(commit, { ...published.value, content: next }, published)
  return { record, version: published.value.content, put }
}

function isWaiting({ environmentKey, progress }: Version, work: Preparation): boolean {
  return (
    environmentKey === work.environmentKey &&
    (progress.state === 'Pending' || progress.lastUpdateStatus === 'InProgress')
  )
}

/** Why a version cannot be run, with AWS's code for it. */
interface Failure {
  readonly code: string
  readonly message: string
}

/** Source: API Reference, FunctionConfiguration, `StateReasonCode`. */
const keyReasons: Readonly<Record<string, string>> = {
  KMSAccessDeniedException: 'KMSKeyAccessDenied',
  KMSDisabledException: 'DisabledKMSKey',
  KMSInvalidStateException: 'InvalidStateKMSKey',
  KMSNotFoundException: 'KMSKeyNotFound',
}

/** Answers what kept the version from being made ready. A server that stops leaves the work to the next one. */
async function prepare(
  room: LambdaRoom,
  record: FunctionRecord,
  version: Version,
): Promise<Failure | undefined> {
  try {
    const compute = await room.compute()
    await compute.prepare(await room.environments.runnable(record, version))
    return undefined
  } catch (error) {
    if (error instanceof ComputeError && error.reason !== 'stopping' && error.reason !== 'no capacity')
      return {
        code: error.reason === 'no runtime' ? 'InvalidRuntime' : 'InvalidZipFileException',
        message: error.message,
      }
    const code = error instanceof AwsError ? keyReasons[error.code] : undefined
    if (error instanceof AwsError && code !== undefined) return { code, message: error.message }
    throw error
  }
}

const ready: Progress = { state: 'Active', lastUpdateStatus: 'Successful' }

/** A new version that cannot be run has failed; a changed one stays Active, and its update has failed. */
function failed({ progress }: Version, { code, message }: Failure): Progress {
  if (progress.state === 'Pending') {
    return {
      state: 'Failed',
      stateReason: message,
      stateReasonCode: code,
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReason: message,
      lastUpdateStatusReasonCode: code,
    }
  }
  return {
    state: progress.state,
    lastUpdateStatus: 'Failed',
    lastUpdateStatusReason: message,
    lastUpdateStatusReasonCode: code,
  }
}
