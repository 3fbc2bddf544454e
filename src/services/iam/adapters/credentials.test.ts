import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../../test/support/test-stores.ts'
import { accountOfAccessKey } from '../../../aws/access-key-id.ts'
import { parseAccountId } from '../../../aws/identifiers.ts'
import { SeededRandom } from '../../../base/seeded-random.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import { atomic, type Store } from '../../../store/index.ts'
import { accessKeys, lastUses } from '../records.ts'
import { findCredential, makeFirstRootAccessKey, makeRootAccessKey } from './credentials.ts'
import { recordUse } from './last-used.ts'

let store: Store
const now = Date.UTC(2026, 0, 1)
const random = new SeededRandom(1)

before(async () => {
  store = await openTestStore(new VirtualClock(now))
})
after(() => store.close())

function account(text: string) {
  const accountId = parseAccountId(text)
  assert.ok(accountId)
  return accountId
}

describe('root access keys', () => {
  it('are found, with the root user they speak for', async () => {
    const accountId = account('111122223333')
    const key = await makeRootAccessKey(store, { accountId, now, random })
    assert.equal(accountOfAccessKey(key.accessKeyId), accountId)
    assert.deepEqual(await findCredential(store, key.accessKeyId), {
      ...key,
      principal: {
        type: 'root',
        accountId,
        arn: 'arn:aws:iam::111122223333:root',
        userId: accountId,
        accessKeyId: key.accessKeyId,
      },
    })
  })

  it('are made once where only the first is asked for, and twice at most', async () => {
    const request = { accountId: account('222233334444'), now, random }
    assert.ok(await makeFirstRootAccessKey(store, request))
    assert.equal(await makeFirstRootAccessKey(store, request), undefined)
    await makeRootAccessKey(store, request)
    await assert.rejects(makeRootAccessKey(store, request), {
      code: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    })
  })

  it('are not found once they are off, nor when they never were', async () => {
    const accountId = account('333344445555')
    const { accessKeyId } = await makeRootAccessKey(store, { accountId, now, random })
    const stored = await accessKeys.get(store, [accountId, accessKeyId])
    assert.ok(stored)
    const commit = atomic(store)
    accessKeys.put(commit, { ...stored.value, status: 'Inactive' }, stored)
    await commit.commit()
    assert.equal(await findCredential(store, accessKeyId), undefined)
    assert.equal(await findCredential(store, 'AKIAIOSFODNN7EXAMPLE'), undefined)
    assert.equal(await findCredential(store, 'test'), undefined)
  })
})

describe('recordUse', () => {
  it('keeps when a key was last used, and for what, at most once a minute for the same', async () => {
    const accountId = account('444455556666')
    const { accessKeyId } = await makeRootAccessKey(store, { accountId, now, random })
    const principal = (await findCredential(store, accessKeyId))?.principal
    assert.ok(principal)
    const use = async (service: string, at: number) => {
      await recordUse(store, { principal, service, region: 'us-east-1', at })
      const kept = (await lastUses.get(store, [accountId, accessKeyId]))?.value
      return [kept?.service, kept?.at]
    }
    assert.deepEqual(await use('s3', now), ['s3', now])
    assert.deepEqual(await use('s3', now + 59_999), ['s3', now])
    assert.deepEqual(await use('sqs', now + 60_000), ['sqs', now + 60_000])
    assert.deepEqual(await use('sqs', now + 120_000), ['sqs', now + 120_000])
  })

  it('has nothing to keep for services', async () => {
    const accountId = account('444455556666')
    const principal = { type: 'service', accountId, arn: 'lambda.amazonaws.com', userId: 'lambda' } as const
    await recordUse(store, { principal, service: 's3', region: 'us-east-1', at: now })
    assert.equal((await lastUses.list(store, { prefix: [accountId] })).items.length, 1)
  })
})
