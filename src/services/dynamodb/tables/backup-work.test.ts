import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../../test/support/test-stores.ts'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import { atomic, type Key, type Message, type Store } from '../../../store/index.ts'
import { storeItem } from '../items/stored-item.ts'
import {
  type Backup,
  backupRoot,
  backups,
  indexRoot,
  itemRoot,
  type RestoreWork,
  type Table,
  tables,
} from '../records.ts'
import { backupHandler } from './backup-work.ts'
import { changeTable, putTable } from './changing.ts'
import { restoreHandler } from './restore-work.ts'

const place = { accountId: '111122223333' as AccountId, region: 'us-east-1' as Region }
const itemCount = 250
let store: Store

before(async () => {
  store = await openTestStore(new VirtualClock())
})
after(() => store.close())

const table: Table = {
  ...place,
  name: 'source',
  id: 'source-id',
  createdAt: 0,
  status: 'ACTIVE',
  attributes: [
    { name: 'id', type: 'S' },
    { name: 'kind', type: 'S' },
  ],
  key: { hash: ['id'], sort: [] },
  indexes: [
    {
      id: 'index-id',
      name: 'by-kind',
      kind: 'global',
      key: { hash: ['kind'], sort: [] },
      projection: { type: 'ALL' },
      status: 'ACTIVE',
    },
  ],
  billing: 'PAY_PER_REQUEST',
  throughput: { read: 0, write: 0 },
  tableClass: 'STANDARD',
  tableClassNamed: false,
  deletionProtected: false,
  tags: {},
}
const work = { ...place, tableName: 'source', id: 'backup-id' }
const backup: Backup = {
  ...work,
  name: 'backup',
  createdAt: 0,
  status: 'CREATING',
  table,
  items: 0,
  bytes: 0,
  restoring: ['target-id'],
}

const count = async (prefix: Key) => (await store.list({ prefix, limit: 1000 })).length

/** A store whose process ends after so many commits. */
function endingAfter(commits: number): Store {
  let left = commits
  const commit: Store['commit'] = (changes) => {
    if (left-- === 0) throw new Error('killed')
    return store.commit(changes)
  }
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

const attempt = { signal: new AbortController().signal, attempt: 1 }

/** A message as handlers look at it. */
const message = <T>(value: T) => ({ value }) as Message<T>

describe('backups and restores that are interrupted', () => {
  it('hold what the table holds when they begin anew', async () => {
    const commit = atomic(store)
    putTable(commit, { ...table, backingUp: [work.id] }, undefined)
    backups.put(commit, backup, undefined)
    for (let n = 0; n < itemCount; n++) {
      const item = { id: { S: String(n) }, kind: { S: 'one' } }
      commit.set([...itemRoot(table.id), Buffer.from(String(n).padStart(4, '0'))], storeItem(item, 10))
    }
    await commit.commit()
    await assert.rejects(async () => backupHandler({ store: endingAfter(2) })(message(work), attempt))
    assert.equal(await count(backupRoot(work.id)), 200)
    // An item that was copied is deleted before the copy begins anew.
    await store.commit([{ type: 'delete', key: [...itemRoot(table.id), Buffer.from('0000')] }])
    await backupHandler({ store })(message(work), attempt)
    const made = await backups.get(store, [place.accountId, place.region, 'source', work.id])
    assert.deepEqual(
      [made?.value.status, made?.value.items, made?.value.bytes],
      ['AVAILABLE', itemCount - 1, (itemCount - 1) * 10],
    )
    assert.equal(await count(backupRoot(work.id)), itemCount - 1)
    const source = await tables.get(store, [place.accountId, place.region, 'source'])
    assert.equal(source?.value.backingUp, undefined)
  })

  it('fill tables that nobody changes meanwhile', async () => {
    const target: Table = { ...table, name: 'target', id: 'target-id', status: 'CREATING' }
    const begun = atomic(store)
    putTable(begun, target, undefined)
    await begun.commit()
    const restore: RestoreWork = {
      ...place,
      name: 'target',
      tableId: 'target-id',
      backup: { tableName: 'source', id: work.id },
    }
    await assert.rejects(async () => restoreHandler({ store: endingAfter(1) })(message(restore), attempt))
    await assert.rejects(
      changeTable({ store }, { ...place, name: 'target' }, () => 'changed'),
      {
        code: 'ResourceInUseException',
        message: 'Attempt to change a resource which is still in use: Table is being created: target',
      },
    )
    const answer = await restoreHandler({ store })(message(restore), attempt)
    assert.ok(answer)
    await answer.commit()
    assert.equal(await count(itemRoot('target-id')), itemCount - 1)
    assert.equal(await count(indexRoot('target-id', 'index-id')), itemCount - 1)
    const made = await tables.get(store, [place.accountId, place.region, 'target'])
    assert.equal(made?.value.status, 'ACTIVE')
    const kept = await backups.get(store, [place.accountId, place.region, 'source', work.id])
    assert.deepEqual(kept?.value.restoring, [])
  })
})
