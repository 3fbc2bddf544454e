import {
  batchEntryIdsNotDistinct,
  emptyBatchRequest,
  invalidBatchEntryId,
  tooManyEntries,
} from '../errors.ts'
import { batchEntriesMax } from '../limits.ts'

const idForm = /^[A-Za-z0-9_-]{1,80}$/

/** Fails when a batch as a whole cannot be: none or too many entries, ids that are malformed or repeated. */
export function checkBatch(entries: ReadonlyArray<{ Id?: string | undefined }>, entryName: string): void {
  if (entries.length === 0) throw emptyBatchRequest(entryName)
  if (entries.length > batchEntriesMax) throw tooManyEntries(entries.length)
  const seen = new Set<string>()
  for (const { Id = '' } of entries) {
    if (!idForm.test(Id)) throw invalidBatchEntryId()
    if (seen.has(Id)) throw batchEntryIdsNotDistinct(Id)
    seen.add(Id)
  }
}
