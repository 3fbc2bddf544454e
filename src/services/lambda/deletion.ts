import type { Atomic, Store } from '../../store/index.ts'
import type { FunctionRecord } from './records.ts'

/**
 * What else goes when a function (or, with `qualifier`, one of its versions or aliases) is deleted: each group of operations
 * that keeps records of functions adds its own here. Adds its changes to the commit of the deletion.
 */
export type DeletionPart = (
  commit: Atomic,
  store: Store,
  record: FunctionRecord,
  qualifier?: string,
) => Promise<void>

export const deletionParts: readonly DeletionPart[] = []
