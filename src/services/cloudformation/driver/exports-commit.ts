import type { Atomic } from '../../../store/index.ts'
import type { Turn } from '../domain/turn.ts'
import { exportRecords, importRecords } from '../records.ts'
import { importsOf, type Loaded } from './load-work.ts'

const established: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_COMPLETE',
])
const gone: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'ROLLBACK_COMPLETE'])

/**
 * When a stack has come to stand, its outputs are exported and its imports are on record; when it is gone, neither is. Writes only when
 * the stack's status came to that in this turn; a rollback of an update brings back what was exported before.
 */
export function settleExports(commit: Atomic, turn: Turn, loaded: Loaded): void {
  const { stack } = turn
  const before = loaded.stack.value
  if (stack.status === before.status && stack.outputs === before.outputs) return
  const stands = established.has(stack.status) || stack.outputs !== before.outputs
  if (!stands && !gone.has(stack.status)) return
  const { accountId, region, uuid, id, name } = stack
  const wanted = new Map(
    gone.has(stack.status)
      ? []
      : stack.outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [[exportName, value] as const],
        ),
  )
  for (const { name: exportName, value, stackUuid } of loaded.exports) {
    if (stackUuid !== uuid) continue
    if (!wanted.has(exportName)) removeExport(commit, exportName, loaded)
    else if (wanted.get(exportName) === value) wanted.delete(exportName)
  }
  for (const [exportName, value] of wanted)
    commit.set(exportRecords.storeKey([accountId, region, exportName]), {
      accountId,
      region,
      name: exportName,
      value,
      stackUuid: uuid,
      stackId: id,
    })
  settleImports(commit, turn, loaded, gone.has(stack.status) ? [] : importsOf(loaded.prepared), name)
}

function removeExport(commit: Atomic, exportName: string, { stack }: Loaded): void {
  const { accountId, region } = stack.value
  commit.delete(exportRecords.storeKey([accountId, region, exportName]))
}

function settleImports(
  commit: Atomic,
  { stack }: Turn,
  loaded: Loaded,
  wanted: readonly string[],
  stackName: string,
): void {
  const { accountId, region, uuid } = stack
  for (const exportName of loaded.imported) {
    if (!wanted.includes(exportName))
      commit.delete(importRecords.storeKey([accountId, region, exportName, uuid]))
  }
  for (const exportName of wanted)
    commit.set(importRecords.storeKey([accountId, region, exportName, uuid]), {
      accountId,
      region,
      exportName,
      stackUuid: uuid,
      stackName,
    })
}
