import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expiryOf, parsePolicies, policyStatus } from './policies.ts'

const day = 86_400_000
const at = Date.UTC(2030, 0, 10)
const expiration = policy('Expiration', { Timestamp: '2030-01-10T00:00:00.000Z' })
const before = policy('ExpirationNotification', { Before: '2', Unit: 'Days' })
const noChange = policy('NoChangeNotification', { After: 3, Unit: 'hours' })

function policy(Type: string, Attributes: object, Version = '1.0') {
  return { Type, Version, Attributes }
}

describe('parameter policies', () => {
  it('are read with their instants and spans', () => {
    const policies = parsePolicies(JSON.stringify([expiration, before, noChange]))
    assert.deepEqual(policies, [
      { type: 'Expiration', at, text: JSON.stringify(expiration) },
      { type: 'ExpirationNotification', beforeMs: 2 * day, text: JSON.stringify(before) },
      { type: 'NoChangeNotification', afterMs: 10_800_000, text: JSON.stringify(noChange) },
    ])
    assert.equal(expiryOf(policies), at)
  })

  it('are taken away by an empty list or an empty policy', () => {
    assert.deepEqual([parsePolicies('[]'), parsePolicies('[{}]')], [[], []])
  })

  it('are finished once their time has come', () => {
    const policies = parsePolicies(JSON.stringify([expiration, before, noChange]))
    const statuses = (now: number) => policies.map((one) => policyStatus(one, policies, at - 5 * day, now))
    assert.deepEqual(statuses(at - 5 * day), ['Pending', 'Pending', 'Pending'])
    assert.deepEqual(statuses(at - 5 * day + 10_800_000), ['Pending', 'Pending', 'Finished'])
    assert.deepEqual(statuses(at - 2 * day), ['Pending', 'Finished', 'Finished'])
    assert.deepEqual(statuses(at), ['Finished', 'Finished', 'Finished'])
  })

  const refused: ReadonlyArray<readonly [string, unknown, RegExp]> = [
    ['ValidationException', expiration, /^Invalid policies input: \{/],
    ['ValidationException', ['Expiration'], /^Invalid policies input/],
    ['PoliciesLimitExceededException', Array.from({ length: 11 }, () => noChange), /cannot exceed 10$/],
    ['InvalidPolicyTypeException', [policy('Deletion', {})], /^Policy type Deletion is not supported\.$/],
    ['InvalidPolicyAttributeException', [policy('Expiration', {}, '2.0')], /^Unsupported policy version\.$/],
    ['InvalidPolicyAttributeException', [{ Type: 'Expiration', Version: '1.0' }], /attribute Attributes is/],
    ['InvalidPolicyAttributeException', [policy('Expiration', {})], /must have an attribute of Timestamp\.$/],
    ['InvalidPolicyAttributeException', [policy('Expiration', { Timestamp: 'soon' })], /^Invalid timestamp/],
    [
      'InvalidPolicyAttributeException',
      [policy('NoChangeNotification', { After: '1' })],
      /attribute Unit is/,
    ],
    [
      'InvalidPolicyAttributeException',
      [policy('NoChangeNotification', { Unit: 'Days' })],
      /After is missing/,
    ],
    [
      'InvalidPolicyAttributeException',
      [policy('NoChangeNotification', { After: '0', Unit: 'Days' })],
      /^Attribute After must be a positive integer\.$/,
    ],
    [
      'InvalidPolicyAttributeException',
      [policy('NoChangeNotification', { After: '1', Unit: 'Weeks' })],
      /^Supported time units: DAYS HOURS$/,
    ],
    ['IncompatiblePolicyException', [expiration, expiration], /only one expiration policy$/],
    ['IncompatiblePolicyException', [before], /missing expiration policy$/],
  ]
  for (const [code, policies, message] of refused) {
    it(`refuses ${JSON.stringify(policies).slice(0, 60)}`, () =>
      assert.throws(() => parsePolicies(JSON.stringify(policies)), { code, message }))
  }

  it('must be JSON', () => {
    assert.throws(() => parsePolicies('[Expiration]'), { message: 'Invalid policies input: [Expiration].' })
  })
})
