/**
 * Removes events that are older than their group keeps them. Readers leave them out from the instant on at which they
 * expire; this work, which comes within a day, takes them away and out of the sum of stored bytes.
 * Source: API Reference, PutRetentionPolicy (AWS may take 72 hours).
 */
import type { Surroundings } from '../../dispatch/index.ts'
import type { Key } from '../../store/index.ts'
import { retentionStart } from './domain/retention.ts'
import { groups } from './records.ts'
import { removeGroupChunks } from './removal-work.ts'

/** Unit: milliseconds between two rounds. Chosen. */
export const retentionRoundMs = 86_400_000

/** One round over all groups that do not keep events for ever. */
export async function removeExpired(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  let after: Key | undefined
  do {
    const page = await groups.listBy(store, 'retained', after === undefined ? {} : { after })
    for (const { value } of page.items) {
      const start = retentionStart(value.retentionInDays, clock.now())
      if (start !== undefined) await removeGroupChunks({ store, signal }, value.id, start)
    }
    after = page.next
  } while (after !== undefined)
}
