/**
 * Makes backups: copies the items of a table, a part at a time. What is written to the table meanwhile may be in the copy or not;
 * CreateBackup answers when the copy is there, so that what is written after it never is.
 */
import type { BackgroundSurroundings, OperationContext } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import { atomic, type Key, type Store, type Stored } from '../../../store/index.ts'
import type { StoredItem } from '../items/stored-item.ts'
import { workStepCount } from '../limits.ts'
import { type Backup, type BackupWork, backupRoot, backups, itemRoot } from '../records.ts'
import { changeTable, putTable } from './changing.ts'
import { removeAll } from './removal-work.ts'

/** Handles the queue of backups. One that was interrupted begins anew. */
export function backupHandler({ store }: Pick<BackgroundSurroundings, 'store'>): JobHandler<BackupWork> {
  return async ({ value: { accountId, region, tableName, id } }, { signal }) => {
    const stored = await backups.get(store, [accountId, region, tableName, id])
    if (stored?.value.status !== 'CREATING') return
    await removeAll(store, backupRoot(id), signal)
    const copied = await copyItems(store, itemRoot(stored.value.table.id), backupRoot(id), signal)
    await finish(store, stored, copied)
  }
}

async function copyItems(store: Store, from: Key, to: Key, signal: AbortSignal) {
  let items = 0
  let bytes = 0
  let after: Key | undefined
  for (;;) {
    signal.throwIfAborted()
    const page = { prefix: from, limit: workStepCount, ...(after === undefined ? {} : { after }) }
    const entries = await store.list<StoredItem>(page)
    after = entries.at(-1)?.key
    if (after === undefined) return { items, bytes }
    const commit = atomic(store)
    for (const { key, value } of entries) {
      commit.set([...to, ...key.slice(from.length)], value)
      items++
      bytes += value.bytes
    }
    await commit.commit()
  }
}

async function finish(
  store: Store,
  stored: Stored<Backup>,
  copied: Pick<Backup, 'items' | 'bytes'>,
): Promise<void> {
  const { accountId, region, tableName, id, table: copiedTable } = stored.value
  await changeTable({ store }, { accountId, region, name: tableName }, (commit, current) => {
    backups.put(commit, { ...stored.value, ...copied, status: 'AVAILABLE' }, stored)
    if (current?.value.id !== copiedTable.id) return
    const { backingUp = [], ...table } = current.value
    const others = backingUp.filter((one) => one !== id)
    putTable(commit, others.length === 0 ? table : { ...table, backingUp: others }, current)
  })
}

/** Waits until a backup is there, but no longer than this, and than the caller and the server do. Unit: milliseconds. */
export async function untilBackedUp(
  { store, clock, signal, closing }: Pick<OperationContext, 'store' | 'clock' | 'signal' | 'closing'>,
  work: BackupWork,
  waitMs: number,
): Promise<void> {
  const key = [work.accountId, work.region, work.tableName, work.id]
  let over = false
  let wake = () => {}
  const stop = store.subscribe({ type: 'record', prefix: backups.storeKey(key) }, () => wake())
  const end = () => {
    over = true
    wake()
  }
  const timer = clock.setTimer(clock.now() + waitMs, end)
  const signals = closing === undefined ? [signal] : [signal, closing]
  for (const one of signals) one.addEventListener('abort', end, { once: true })
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      const stored = await backups.get(store, key)
      if (over || stored?.value.status !== 'CREATING') return
      await changed
    }
  } finally {
    stop()
    timer.cancel()
    for (const one of signals) one.removeEventListener('abort', end)
  }
}
