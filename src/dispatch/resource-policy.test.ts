import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../aws/identifiers.ts'
import { askResourcePolicy } from './resource-policy.ts'
import { serviceCaller } from './service-caller.ts'

const accountId = '000000000000' as AccountId
const region = 'us-east-1' as Region
const resource = 'arn:aws:lambda:us-east-1:000000000000:function:f'

function answer(condition: object, sourceArn: string, now = 0, action = 'lambda:InvokeFunction'): string {
  const caller = serviceCaller('events.amazonaws.com', { accountId, region }, sourceArn)
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: resource,
    Condition: condition,
  }
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return askResourcePolicy(
    { ...caller, partition: 'aws', now },
    { action, resource, owner: accountId, policy },
  )
}

describe('answers that are remembered', () => {
  it('are of one source and one action', () => {
    const rule = (name: string) => `arn:aws:events:us-east-1:000000000000:rule/${name}`
    const condition = { ArnLike: { 'AWS:SourceArn': rule('a') } }
    for (let turn = 0; turn < 2; turn++) {
      assert.equal(answer(condition, rule('a')), 'allow')
      assert.equal(answer(condition, rule('b')), 'silent')
      assert.equal(answer(condition, rule('a'), 0, 'lambda:GetFunction'), 'silent')
    }
  })

  it('do not go by anything that passes', () => {
    const condition = { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }
    assert.equal(answer(condition, 'arn:aws:s3:::b', Date.UTC(2025, 0)), 'allow')
    assert.equal(answer(condition, 'arn:aws:s3:::b', Date.UTC(2027, 0)), 'silent')
    const variable = { ArnLike: { 'aws:SourceArn': `arn:aws:s3:::$\{aws:EpochTime}` } }
    assert.equal(answer(variable, 'arn:aws:s3:::100', 100_000), 'allow')
    assert.equal(answer(variable, 'arn:aws:s3:::100', 200_000), 'silent')
  })
})
