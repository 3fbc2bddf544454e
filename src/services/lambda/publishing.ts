import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { holdZips, storedBytes } from './code-storage.ts'
import { findVersion } from './lookups.ts'
import { type FunctionRecord, type Version, type VersionRecord, versions } from './records.ts'
import { contentOf, creating, prepareLater } from './versions.ts'

/** What publishing led to. */
export interface Published {
  /** To be written by the caller. */
  readonly record: FunctionRecord
  readonly version: Version
  /** What the new version adds to the account's code storage; to be recorded by the caller. Unit: bytes. */
  readonly codeBytes: number
}

/**
 * Adds to a commit that `$LATEST` is published as a new version; answers the last one when nothing has changed since. A
 * version whose code is in use already is Active at once; one of a new function, or with SnapStart, is Pending first.
 */
export async function publish(
  commit: Atomic,
  context: Pick<OperationContext, 'store' | 'random' | 'now'>,
  record: FunctionRecord,
  description: string | undefined,
): Promise<Published> {
  const { store, random, now } = context
  const { latest } = record
  const content = contentOf(latest)
  if (record.lastPublished !== undefined && record.publishedContent === content) {
    const last = await findVersion(store, record, record.lastPublished)
    if (last) return { record, version: last.value.content, codeBytes: 0 }
  }
  const number = record.nextVersion
  const isReady = latest.progress.state === 'Active' && latest.progress.lastUpdateStatus !== 'InProgress'
  const atOnce = isReady && latest.settings.snapStart === 'None'
  const version: Version = {
    ...latest,
    version: String(number),
    settings: description === undefined ? latest.settings : { ...latest.settings, description },
    progress: atOnce ? { state: 'Active', lastUpdateStatus: 'Successful' } : creating,
    revisionId: randomUuid(random),
    environmentKey: randomUuid(random),
    modifiedAt: now,
  }
  const { accountId, region, name } = record
  const published: VersionRecord = { accountId, region, name, number, content: version }
  versions.put(commit, published, undefined)
  holdZips(commit, record.id, undefined, version)
  if (!atOnce) prepareLater(commit, record, version)
  const next: FunctionRecord = {
    ...record,
    latest: { ...latest, revisionId: randomUuid(random) },
    nextVersion: number + 1,
    lastPublished: version.version,
    publishedContent: content,
  }
  return { record: next, version, codeBytes: storedBytes(version) }
}
