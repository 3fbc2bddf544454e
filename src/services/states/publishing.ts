/** Versions: publishing one of the current revision. */

import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { quotaExceeded } from './errors.ts'
import { versionsPerMachine } from './limits.ts'
import { arnOfMachine, findVersion } from './machines.ts'
import { type Machine, type Version, versions } from './records.ts'

/**
 * Adds a version of the machine's current revision to a commit, unless the last version is of that revision: then that one is the answer.
 * Answers the machine as it is then; the caller writes it. Source: API Reference, PublishStateMachineVersion ("idempotent").
 * Fails with ServiceQuotaExceededException.
 */
export async function addVersion(
  context: OperationContext,
  commit: Atomic,
  machine: Machine,
  description: string | undefined,
): Promise<{ readonly machine: Machine; readonly version: Version; readonly isNew: boolean }> {
  const last =
    machine.lastVersion === 0 ? undefined : await findVersion(context, machine, machine.lastVersion)
  if (last?.value.revision === machine.revision) return { machine, version: last.value, isNew: false }
  const { store, now } = context
  const page = await versions.list(store, { prefix: [machine.id], limit: versionsPerMachine })
  if (page.items.length >= versionsPerMachine)
    // UNVERIFIED: the words.
    throw quotaExceeded(`The maximum number of versions was reached for ${arnOfMachine(machine)}.`)
  const number = machine.lastVersion + 1
  const version: Version = {
    machineId: machine.id,
    number,
    revision: machine.revision,
    ...(description === undefined ? {} : { description }),
    createdAt: now,
  }
  versions.put(commit, version, undefined)
  return { machine: { ...machine, lastVersion: number }, version, isNew: true }
}
