/** What keys use of plans, as those count it who answer requests. Source: API Reference, GetUsage, UpdateUsage. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../../src/aws/identifiers.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import { addUse, remainingOf } from '../../../src/services/apigateway/usage.ts'
import { openTestStore } from '../../support/test-stores.ts'

describe('the use of a plan', () => {
  it('counts against the quota of its period, for each key', async () => {
    const store = await openTestStore(systemClock)
    const home = { accountId: '000000000001' as AccountId, region: 'us-east-1' as Region }
    const one = { ...home, planId: 'plan', keyId: 'one' }
    const two = { ...home, planId: 'plan', keyId: 'two' }
    const quota = { limit: 10, period: 'WEEK' } as const
    const friday = Date.UTC(2026, 10, 27)
    const sunday = Date.UTC(2026, 10, 29)
    await Promise.all([1, 2, 3].map((used) => addUse({ store }, one, friday, { used })))
    await addUse({ store }, one, friday, { granted: 5 })
    assert.equal(await remainingOf({ store }, one, { quota }, friday), 9)
    assert.equal(await remainingOf({ store }, two, { quota }, friday), 10)
    assert.equal(await remainingOf({ store }, one, { quota }, sunday), 10)
    assert.equal(await remainingOf({ store }, one, {}, friday), undefined)
    await store.close()
  })
})
