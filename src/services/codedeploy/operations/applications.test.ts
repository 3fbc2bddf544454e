import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../../test/support/test-stores.ts'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic, type Store } from '../../../store/index.ts'
import { applications, revisions } from '../records.ts'
import { deleteApplication } from './applications.ts'

const home = { accountId: '111122223333' as AccountId, region: 'us-east-1' as Region }
let store: Store

before(async () => {
  store = await openTestStore(new VirtualClock())
})
after(() => store.close())

describe('deleteApplication', () => {
  it('takes all revisions along, and no others', async () => {
    const commit = atomic(store)
    const named = { ...home, name: 'app', id: 'a', platform: 'Lambda', tags: {}, createdAt: 0 } as const
    applications.put(commit, named, undefined)
    const kept = { ...home, location: {}, groupNames: [] }
    for (let index = 0; index <= 1_000; index++) {
      const hash = String(index)
      revisions.put(commit, { ...kept, applicationId: 'a', hash, registeredAt: index }, undefined)
    }
    revisions.put(commit, { ...kept, applicationId: 'another', hash: '0', registeredAt: 0 }, undefined)
    await commit.commit()
    await deleteApplication({ applicationName: 'app' }, { store, ...home } as OperationContext)
    const left = await store.list({ prefix: revisions.storeKey([home.accountId, home.region]) })
    assert.deepEqual(
      left.map(({ key }) => key.at(-2)),
      ['another'],
    )
  })
})
