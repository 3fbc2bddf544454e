import type { Atomic, Store } from '../../store/index.ts'
import { deleteEventRecords } from './event-deletion.ts'
import type { FunctionRecord } from './records.ts'

/**
 * What else goes when a function is deleted, or one of its versions or aliases (`qualifier`): each group of operations that
 * keeps records of functions adds its own to {@link deletionParts}. Adds its changes to the commit of the deletion; may fail
 * with an AwsError when the thing is in use.
 */
export type DeletionPart = (
  commit: Atomic,
  store: Store,
  record: FunctionRecord,
  qualifier?: string,
) => Promise<void>

export const deletionParts: readonly DeletionPart[] = [deleteEventRecords]
