/** Changing tables: a table, its head and the work that follows are one commit. */
import type { Surroundings } from '../../../dispatch/index.ts'
import { type Atomic, changeRecords, type Stored } from '../../../store/index.ts'
import type { TableAddress } from '../domain/names.ts'
import { tableBeingCreated, tableBeingUpdated } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import { headKey, type Table, type TableHead, tables } from '../records.ts'
import { tableCache } from './table-cache.ts'

/** Writes a table with its head. `previous`: what was read, undefined for a new table. */
export function putTable(commit: Atomic, table: Table, previous: Stored<Table> | undefined): void {
  const head: TableHead = { id: table.id }
  tables.put(commit, table, previous)
  commit.set(headKey(table), head)
}

/** Deletes a table and its head. */
export function removeTable(commit: Atomic, previous: Stored<Table>): void {
  tables.remove(commit, previous)
  commit.delete(headKey(previous.value))
}

/**
 * Reads a table, decides and commits; when somebody else's change came between, does it again on what is there now. `decide` adds
 * its changes to the commit and answers. Fails as `decide` does, which is given undefined for a table that is not there, and with
 * ResourceInUseException for one that is still being filled from a backup, unless such a one is to be `given`.
 */
export async function changeTable<Answer>(
  { store }: Pick<Surroundings, 'store'>,
  address: TableAddress,
  decide: (commit: Atomic, stored: Stored<Table> | undefined) => Promise<Answer> | Answer,
  unfinished: 'refused' | 'given' = 'refused',
): Promise<Answer> {
  const giveUp = () => tableBeingUpdated(address.name)
  const answer = await changeRecords(store, { attempts: commitAttempts, giveUp }, async (commit) => {
    const stored = await tables.get(store, [address.accountId, address.region, address.name])
    if (stored?.value.status === 'CREATING' && unfinished === 'refused') {
      throw tableBeingCreated(address.name)
    }
    return await decide(commit, stored)
  })
  tableCache(store).forget(address)
  return answer
}
