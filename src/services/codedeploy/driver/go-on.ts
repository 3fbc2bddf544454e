import type { Atomic } from '../../../store/index.ts'
import { type Work, workQueue } from '../records.ts'

/** Has a deployment go on, once a commit holds. */
export function goOn(commit: Atomic, { accountId, region, id }: Work): void {
  commit.enqueue(workQueue, { accountId, region, id }, { group: id })
}
