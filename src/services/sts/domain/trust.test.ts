import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultAccountId } from '../../../aws/identifiers.ts'
import type { Principal } from '../../../aws/principal.ts'
import { callerFacts, readDocument, requesterOf } from '../../../engines/policy/index.ts'
import { firstRefused, forgetCaller } from './trust.ts'

const accountId = defaultAccountId
const session: Principal = {
  type: 'assumed-role',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/Deploy/ci`,
  userId: 'AROAEXAMPLEEXAMPLE123:ci',
  roleArn: `arn:aws:iam::${accountId}:role/team/Deploy`,
  sessionTags: { Team: 'blue' },
  expiresAt: 1,
}

function trust(...statements: object[]) {
  const read = readDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  assert.ok(read.ok)
  return read.document
}

const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' }

function refuses(
  document: ReturnType<typeof trust>,
  context: Record<string, string[]> = {},
  caller = session,
) {
  const facts = new Map([...callerFacts(caller, 0), ...Object.entries(context)])
  return firstRefused(document, ['sts:AssumeRole'], requesterOf(caller, 'aws'), facts) !== undefined
}

describe('who a trust policy may name', () => {
  it('is a session, its role, the id of its role, its account', () => {
    const names = [
      session.arn,
      session.roleArn,
      'AROAEXAMPLEEXAMPLE123',
      accountId,
      `arn:aws:iam::${accountId}:root`,
    ]
    for (const AWS of names) assert.ok(!refuses(trust({ ...allow, Principal: { AWS } })), AWS)
    assert.ok(refuses(trust({ ...allow, Principal: { AWS: `arn:aws:iam::${accountId}:role/Deploy` } })))
  })

  it('is a service, by its name', () => {
    const lambda: Principal = { type: 'service', accountId, arn: 'lambda.amazonaws.com', userId: 'lambda' }
    const document = trust({ ...allow, Principal: { Service: 'lambda.amazonaws.com' } })
    assert.ok(!refuses(document, {}, lambda))
    assert.ok(refuses(document))
  })
})

describe('what a trust policy may ask of a caller', () => {
  it('are its tags, its role, its kind', () => {
    const ask = (Condition: object) => !refuses(trust({ ...allow, Principal: { AWS: '*' }, Condition }))
    assert.ok(ask({ StringEquals: { 'aws:PrincipalTag/team': 'blue' } }))
    assert.ok(ask({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/team/*' } }))
    assert.ok(ask({ StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }))
    assert.ok(ask({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }))
    assert.ok(!ask({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))
  })
})

describe('forgetCaller', () => {
  const anybody: Principal = {
    type: 'root',
    accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    userId: accountId,
  }

  it('takes principals and what is asked of them as met', () => {
    const document = trust({
      ...allow,
      Principal: { Service: 'lambda.amazonaws.com' },
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    })
    assert.ok(refuses(document, {}, anybody))
    assert.ok(!refuses(forgetCaller(document), {}, anybody))
  })

  it('keeps what is asked of the request', () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'secret' } }
    const document = forgetCaller(trust({ ...allow, Principal: { AWS: '210987654321' }, Condition }))
    assert.ok(refuses(document, {}, anybody))
    assert.ok(!refuses(document, { 'sts:externalid': ['secret'] }, anybody))
  })

  it('keeps denials for everyone, and drops those that depend on the caller', () => {
    const everyone = { ...allow, Principal: { AWS: '*' } }
    const deny = { ...everyone, Effect: 'Deny' }
    const named = { ...deny, Principal: { AWS: accountId } }
    const conditional = { ...deny, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }
    assert.ok(refuses(forgetCaller(trust(everyone, deny)), {}, anybody))
    assert.ok(!refuses(forgetCaller(trust(everyone, named)), {}, anybody))
    assert.ok(!refuses(forgetCaller(trust(everyone, conditional)), {}, anybody))
  })
})
