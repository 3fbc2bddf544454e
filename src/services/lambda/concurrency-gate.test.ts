import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AwsError } from '../../aws/aws-error.ts'
import { ConcurrencyGate } from './concurrency-gate.ts'
import { accountConcurrency } from './limits.ts'
import type { FunctionRecord } from './records.ts'

function record(name: string, reservedConcurrency?: number): FunctionRecord {
  const home = { accountId: '000000000000', region: 'us-east-1', name }
  return { ...home, ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }) } as FunctionRecord
}

function throttled(reason: string): (error: AwsError) => boolean {
  return (error) => error.code === 'TooManyRequestsException' && error.fields.Reason === reason
}

describe('the gate of concurrency', () => {
  it('keeps a function to what it has reserved', () => {
    const gate = new ConcurrencyGate()
    const own = record('own', 2)
    const [first] = [gate.enter(own, 2), gate.enter(own, 2)]
    assert.equal(gate.runningOf(own), 2)
    assert.throws(() => gate.enter(own, 2), throttled('ReservedFunctionConcurrentInvocationLimitExceeded'))
    first?.()
    first?.()
    assert.equal(gate.runningOf(own), 1)
    gate.enter(own, 2)
    assert.throws(
      () => gate.enter(record('none', 0), 2),
      throttled('ReservedFunctionConcurrentInvocationLimitExceeded'),
    )
  })

  it('lets all others share what nobody reserved', () => {
    const gate = new ConcurrencyGate()
    const reserved = accountConcurrency - 3
    for (const name of ['a', 'b', 'a']) gate.enter(record(name), reserved)
    assert.throws(() => gate.enter(record('c'), reserved), throttled('ConcurrentInvocationLimitExceeded'))
    gate.enter(record('own', 1), reserved)
    gate.enter(record('c'), reserved - 1)
  })
})
