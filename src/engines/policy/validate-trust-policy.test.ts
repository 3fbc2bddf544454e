import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { validateTrustPolicy } from './validate-trust-policy.ts'

const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }
const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

function messageFor(text: string): string | undefined {
  const validated = validateTrustPolicy(text)
  return validated.ok ? undefined : validated.message
}

describe('validateTrustPolicy', () => {
  const refused: ReadonlyArray<readonly [string, string, string]> = [
    ['text that is not JSON', '{', 'This policy contains invalid Json'],
    ['an unknown field', policy({ ...allow, Actions: 'x' }), 'Unknown field Actions'],
    ['no statement', '{"Version":"2012-10-17"}', 'Missing required field Statement'],
    ['a resource', policy({ ...allow, Resource: '*' }), 'Has prohibited field Resource'],
    [
      'no principal',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      'Missing required field Principal',
    ],
    [
      'an action of another service',
      policy({ ...allow, Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'another action of STS',
      policy({ ...allow, Action: ['sts:AssumeRole', 'sts:GetCallerIdentity'] }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'a principal that is no ARN',
      policy({ ...allow, Principal: { AWS: 'anna' } }),
      'Invalid principal in policy: "AWS":"anna"',
    ],
    [
      'a service that cannot be one',
      policy({ ...allow, Principal: { Service: 'lambda' } }),
      'Invalid principal in policy: "SERVICE":"lambda"',
    ],
  ]
  for (const [name, text, message] of refused) {
    it(`refuses ${name}`, () => assert.equal(messageFor(text), message))
  }

  const principals: readonly object[] = [
    { AWS: '*' },
    { AWS: ['123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:user/team/anna'] },
    { AWS: 'arn:aws:sts::123456789012:assumed-role/Admin/session' },
    { Service: ['states.us-east-1.amazonaws.com', 'edgelambda.amazonaws.com'] },
    { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
    { Federated: 'cognito-identity.amazonaws.com' },
  ]
  for (const Principal of principals) {
    it(`accepts ${JSON.stringify(Principal)}`, () => {
      assert.equal(
        messageFor(policy({ ...allow, Principal, Action: ['sts:Assume*', 'sts:TagSession'] })),
        undefined,
      )
    })
  }

  it('accepts the old version and none', () => {
    assert.equal(messageFor(JSON.stringify({ Version: '2008-10-17', Statement: allow })), undefined)
    assert.equal(messageFor(JSON.stringify({ Statement: allow })), undefined)
  })
})
