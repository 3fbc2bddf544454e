import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ResourceCalls } from '../../../dispatch/index.ts'
import { readSettings } from './table-settings.ts'

/** What operations answer of a table whose time to live is in a state; they have nothing else to tell. */
function callsOf(TimeToLiveStatus: string): ResourceCalls {
  const call = async (operation: string) =>
    operation === 'dynamodb:DescribeTimeToLive'
      ? { TimeToLiveDescription: { TimeToLiveStatus, AttributeName: 'ends' } }
      : {}
  return { call } as unknown as ResourceCalls
}

describe('settings of a table as they are read', () => {
  it('have a time to live while its items are still looked through', async () => {
    const read = (status: string) => readSettings(callsOf(status), { name: 't', arn: 'arn' })
    const wanted = { TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true } }
    assert.deepEqual(await read('ENABLED'), wanted)
    assert.deepEqual(await read('ENABLING'), wanted)
    assert.deepEqual(await read('DISABLED'), {})
  })
})
