import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { parseResource } from '../index.ts'

test('a resource is taken apart into what the history says of it', () => {
  deepEqual(parseResource('arn:aws:states:::lambda:invoke.waitForTaskToken'), {
    kind: 'service',
    arn: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    pattern: 'waitForTaskToken',
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    service: 'lambda',
    action: 'invoke',
    sdk: false,
  })
  deepEqual(parseResource('arn:aws:states:::states:startExecution.sync:2')?.pattern, 'sync:2')
  deepEqual(parseResource('arn:aws:states:::aws-sdk:sfn:startExecution')?.resourceType, 'aws-sdk:sfn')
  const fn = 'arn:aws:lambda:us-east-1:123456789012:function:ask:live'
  deepEqual(parseResource(fn), { kind: 'lambda', arn: fn, pattern: 'request' })
  const activity = 'arn:aws:states:us-east-1:123456789012:activity:ask'
  deepEqual(parseResource(activity), { kind: 'activity', arn: activity, pattern: 'request' })
  deepEqual(parseResource('arn:aws:states:::lambda:invoke.sync:3'), undefined)
  deepEqual(parseResource('ask'), undefined)
})
