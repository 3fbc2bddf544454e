// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are policy variables
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluatePolicy, type PolicyAnswer, type PolicyQuestion } from './evaluate-policy.ts'
import type { Requester } from './principals.ts'
import { readDocument } from './read-document.ts'

const anna: Requester = {
  accountId: '123456789012',
  partition: 'aws',
  names: ['arn:aws:iam::123456789012:user/anna', 'AIDAEXAMPLEEXAMPLE123'],
}

function ask(
  statements: object[],
  question: Partial<PolicyQuestion> = {},
  version = '2012-10-17',
): PolicyAnswer {
  const read = readDocument(JSON.stringify({ Version: version, Statement: statements }))
  assert.ok(read.ok)
  return evaluatePolicy(read.document, { action: 's3:GetObject', context: new Map(), ...question })
}

const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' }

/** Whether a condition is met in a context. */
function holds(condition: object, context: Record<string, string[]>, version?: string): boolean {
  const known = new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]))
  return ask([{ ...allow, Condition: condition }], { context: known }, version) === 'allow'
}

describe('evaluatePolicy', () => {
  it('is silent about what no statement names', () => {
    assert.equal(ask([{ ...allow, Action: 'sqs:*' }]), 'silent')
  })

  it('lets an explicit deny win', () => {
    assert.equal(ask([allow, { ...allow, Effect: 'Deny', Action: 's3:Get*' }]), 'deny')
  })

  it('matches actions without regard to case, with wildcards, and by what they are not', () => {
    assert.equal(ask([{ ...allow, Action: 'S3:getOBJ?ct' }]), 'allow')
    assert.equal(ask([{ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }]), 'allow')
    assert.equal(ask([{ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }]), 'silent')
  })

  it('fills variables in resources, and not in the old version', () => {
    const statement = { ...allow, Resource: 'arn:aws:s3:::home/${aws:username}/*' }
    const question = { resource: 'arn:aws:s3:::home/anna/x', context: new Map([['aws:username', ['anna']]]) }
    assert.equal(ask([statement], question), 'allow')
    assert.equal(ask([statement], { ...question, context: new Map() }), 'silent')
    assert.equal(ask([statement], question, '2008-10-17'), 'silent')
  })

  it('takes what a variable brings as text, never as a wildcard', () => {
    const statement = { ...allow, Resource: 'arn:aws:s3:::home/${aws:username}' }
    const context = new Map([['aws:username', ['*']]])
    assert.equal(ask([statement], { resource: 'arn:aws:s3:::home/anna', context }), 'silent')
    assert.equal(ask([statement], { resource: 'arn:aws:s3:::home/*', context }), 'allow')
  })
})

describe('principals', () => {
  const trusts = (Principal: unknown, requester: Requester = anna) =>
    ask([{ Effect: 'Allow', Action: 's3:*', Principal }], { requester }) === 'allow'

  it('names everyone, an account, a user, an id', () => {
    assert.ok(trusts('*'))
    assert.ok(trusts({ AWS: '123456789012' }))
    assert.ok(trusts({ AWS: 'arn:aws:iam::123456789012:root' }))
    assert.ok(trusts({ AWS: ['arn:aws:iam::123456789012:user/anna'] }))
    assert.ok(trusts({ AWS: 'AIDAEXAMPLEEXAMPLE123' }))
    assert.ok(!trusts({ AWS: '210987654321' }))
    assert.ok(!trusts({ AWS: 'arn:aws:iam::123456789012:user/bob' }))
  })

  it('tells services from accounts', () => {
    const lambda: Requester = { ...anna, names: [], service: 'lambda.amazonaws.com' }
    assert.ok(trusts({ Service: 'lambda.amazonaws.com' }, lambda))
    assert.ok(!trusts({ Service: 'states.amazonaws.com' }, lambda))
    assert.ok(!trusts({ AWS: anna.accountId }, lambda))
    assert.ok(trusts({ AWS: '*' }, lambda))
    assert.ok(!trusts({ Service: 'lambda.amazonaws.com' }))
  })

  it('takes a service with and without its region as the same', () => {
    const states: Requester = { ...anna, names: [], service: 'states.amazonaws.com' }
    assert.ok(trusts({ Service: 'states.eu-central-1.amazonaws.com' }, states))
  })
})

describe('conditions', () => {
  it('compares text', () => {
    assert.ok(holds({ StringEquals: { k: ['a', 'b'] } }, { K: ['b'] }))
    assert.ok(!holds({ StringEquals: { k: 'a*' } }, { k: ['ab'] }))
    assert.ok(holds({ StringEquals: { k: 'a*' } }, { k: ['a*'] }))
    assert.ok(holds({ StringLike: { k: 'repo:me/*:ref:*' } }, { k: ['repo:me/app:ref:main'] }))
    assert.ok(holds({ StringEqualsIgnoreCase: { k: 'ABC' } }, { k: ['abc'] }))
    assert.ok(holds({ StringNotEquals: { k: ['a', 'b'] } }, { k: ['c'] }))
    assert.ok(!holds({ StringNotEquals: { k: ['a', 'b'] } }, { k: ['b'] }))
  })

  it('takes absence as unmet, for negated operators as met, with IfExists as met', () => {
    assert.ok(!holds({ StringEquals: { k: 'a' } }, {}))
    assert.ok(holds({ StringNotEquals: { k: 'a' } }, {}))
    assert.ok(holds({ StringEqualsIfExists: { k: 'a' } }, {}))
    assert.ok(holds({ Null: { k: 'true' } }, {}))
    assert.ok(!holds({ Null: { k: 'false' } }, {}))
    assert.ok(holds({ Null: { k: false } }, { k: ['x'] }))
  })

  it('quantifies over several values', () => {
    assert.ok(holds({ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b'] }))
    assert.ok(!holds({ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }))
    assert.ok(holds({ 'ForAllValues:StringEquals': { k: 'a' } }, {}))
    assert.ok(holds({ 'ForAnyValue:StringEquals': { k: 'a' } }, { k: ['c', 'a'] }))
    assert.ok(!holds({ 'ForAnyValue:StringEquals': { k: 'a' } }, {}))
    assert.ok(!holds({ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}))
  })

  it('compares numbers, dates and truth', () => {
    assert.ok(holds({ NumericLessThanEquals: { k: '10' } }, { k: ['10'] }))
    assert.ok(!holds({ NumericLessThan: { k: '10' } }, { k: ['ten'] }))
    assert.ok(holds({ DateGreaterThan: { k: '2026-01-01T00:00:00Z' } }, { k: ['2026-01-02T00:00:00+02:00'] }))
    assert.ok(holds({ DateEquals: { k: '86400' } }, { k: ['1970-01-02'] }))
    assert.ok(holds({ Bool: { k: true } }, { k: ['true'] }))
  })

  it('finds addresses in ranges of both versions', () => {
    assert.ok(holds({ IpAddress: { k: '203.0.113.0/24' } }, { k: ['203.0.113.7'] }))
    assert.ok(!holds({ IpAddress: { k: '203.0.113.0/24' } }, { k: ['203.0.114.7'] }))
    assert.ok(holds({ NotIpAddress: { k: '203.0.113.0/24' } }, { k: ['::1'] }))
    assert.ok(holds({ IpAddress: { k: '2001:db8::/32' } }, { k: ['2001:db8:1::7'] }))
    assert.ok(holds({ IpAddress: { k: '10.0.0.0/8' } }, { k: ['::ffff:10.1.2.3'] }))
  })

  it('matches ARNs part by part', () => {
    const arn = 'arn:aws:sqs:eu-west-1:123456789012:orders'
    assert.ok(holds({ ArnLike: { k: 'arn:aws:sqs:*:*:orders' } }, { k: [arn] }))
    assert.ok(!holds({ ArnLike: { k: 'arn:aws:*:orders' } }, { k: [arn] }))
    assert.ok(holds({ ArnEquals: { k: 'arn:aws:sqs:eu-west-?:123456789012:*' } }, { k: [arn] }))
    assert.ok(holds({ ArnNotEquals: { k: 'arn:aws:sns:*:*:*' } }, { k: [arn] }))
  })

  it('fills variables, with defaults, in the new version alone', () => {
    const context = { owner: ['anna'], 'aws:username': ['anna'] }
    assert.ok(holds({ StringEquals: { owner: '${aws:UserName}' } }, context))
    assert.ok(!holds({ StringEquals: { owner: '${aws:username}' } }, context, '2008-10-17'))
    assert.ok(holds({ StringEquals: { owner: "${aws:PrincipalTag/who, 'anna'}" } }, context))
    assert.ok(!holds({ StringEquals: { owner: '${aws:PrincipalTag/who}' } }, context))
    assert.ok(holds({ StringLike: { owner: 'a${*}' } }, { owner: ['a*'] }))
  })
})
