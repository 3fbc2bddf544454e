// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are policy variables
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { validateIdentityPolicy } from './validate-identity-policy.ts'

const bucket = 'arn:aws:s3:::photos'
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: bucket }
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

function messageFor(text: string): string | undefined {
  const validated = validateIdentityPolicy(text, 'aws')
  return validated.ok ? undefined : validated.message
}

const syntax = 'Syntax errors in policy.'
const legacy = 'The policy failed legacy parsing'
const version = 'Policy document must be version 2012-10-17 or greater.'

describe('the grammar of identity policies', () => {
  const refused: Record<string, string> = {
    'text that is not JSON': 'no json',
    'an array': '[]',
    'an unknown version': JSON.stringify({ Version: '2020-01-01', Statement: allow }),
    'no statement': JSON.stringify({ Version: '2012-10-17' }),
    'an empty list of statements': policy(),
    'a statement that is text': JSON.stringify({ Version: '2012-10-17', Statement: ['x'] }),
    'an unknown top element': JSON.stringify({ Version: '2012-10-17', Statement: allow, Extra: 1 }),
    'an unknown statement element': policy({ ...allow, Extra: 1 }),
    'an id that is a list': JSON.stringify({ Version: '2012-10-17', Id: ['x'], Statement: allow }),
    'an unknown effect': policy({ ...allow, Effect: 'Maybe' }),
    'no effect': policy({ Action: '*', Resource: '*' }),
    'both actions and not-actions': policy({ ...allow, NotAction: 's3:*' }),
    'both resources and not-resources': policy({ ...allow, NotResource: '*' }),
    'a resource that is an object': policy({ ...allow, Resource: {} }),
    'an action within a list within a list': policy({ ...allow, Action: [['s3:*']] }),
    'a condition that is a list': policy({ ...allow, Condition: [] }),
    'an operator that holds text': policy({ ...allow, Condition: { StringEquals: 'x' } }),
    'an unknown operator that asks for something': policy({ ...allow, Condition: { StringIs: { a: 'b' } } }),
    'a quantifier with two colons': policy({ ...allow, Condition: { 'ForAnyValue::Bool': { a: 'true' } } }),
    'a value that is an object': policy({ ...allow, Condition: { StringEquals: { a: {} } } }),
    'a sid that is a list': policy({ ...allow, Sid: [] }),
  }
  for (const [name, text] of Object.entries(refused)) {
    it(`refuses ${name}`, () => assert.equal(messageFor(text), syntax))
  }

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof validateIdentityPolicy(text, 'aws').ok === 'boolean'))
    fc.assert(fc.property(fc.json(), (text) => typeof validateIdentityPolicy(text, 'aws').ok === 'boolean'))
  })
})

describe('the rules of identity policies', () => {
  it('lets inline policies have the old version, or none', () => {
    for (const Version of [undefined, '2008-10-17']) {
      const text = JSON.stringify({ Version, Statement: allow })
      assert.ok(validateIdentityPolicy(text, 'aws', 'inline').ok)
    }
  })

  const refused: ReadonlyArray<readonly [string, string, string]> = [
    ['no version', JSON.stringify({ Statement: allow }), version],
    ['the old version', JSON.stringify({ Version: '2008-10-17', Statement: allow }), version],
    ['an effect in the wrong case', policy({ ...allow, Effect: 'allow' }), legacy],
    ['a date that is none', policy({ ...allow, Condition: { DateLessThan: { a: 'soon' } } }), legacy],
    ['an ARN with an empty service', policy({ ...allow, Resource: 'arn:aws::::photos' }), legacy],
    ['an ARN with too few parts', policy({ ...allow, Resource: 'arn:aws:s3::photos' }), legacy],
    [
      'legacy trouble before a foreign partition',
      policy({ ...allow, Resource: 'arn:x:s3:::a', Condition: { DateEquals: { a: 'b' } } }),
      legacy,
    ],
    ['a principal', policy({ ...allow, Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      'a repeated sid',
      policy({ ...allow, Sid: 'a' }, { Effect: 'Deny', Sid: 'a' }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    ['no actions', policy({ Effect: 'Deny' }, allow), 'Policy statement must contain actions.'],
    ['an empty list of actions', policy({ ...allow, Action: [] }), 'Policy statement must contain actions.'],
    [
      'no resources, before a bad action',
      policy({ Effect: 'Allow', Action: 'bad' }),
      'Policy statement must contain resources.',
    ],
    [
      'an action without a service',
      policy({ ...allow, Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'an action with two colons',
      policy({ ...allow, Action: 's3:Get:Object' }),
      'Actions/Condition can contain only one colon.',
    ],
    ['an impossible service', policy({ ...allow, Action: 's 3:Get' }), 'Vendor s 3 is not valid'],
    [
      'a resource that is no ARN',
      policy({ ...allow, Action: 'bad:ac:tion', Resource: 'photos' }),
      'Resource photos must be in ARN format or "*".',
    ],
    ['an empty resource', policy({ ...allow, Resource: '' }), 'Resource  must be in ARN format or "*".'],
    [
      'a foreign partition, filled up with wildcards',
      policy({ ...allow, Resource: 'arn:moon:s3' }),
      'Partition "moon" is not valid for resource "arn:moon:s3:*:*:*".',
    ],
    [
      'a partition alone',
      policy({ ...allow, Resource: 'arn:aws' }),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    [
      'a bucket with a region',
      policy({ ...allow, Resource: 'arn:aws:s3:us-east-1::photos' }),
      'Resource arn:aws:s3:us-east-1::photos can not contain region information.',
    ],
    [
      'an IAM resource with a region',
      policy({ ...allow, Resource: 'arn:aws:iam:us-east-1::user/x' }),
      'IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.',
    ],
  ]
  for (const [name, text, message] of refused) {
    it(`refuses ${name}`, () => assert.equal(messageFor(text), message))
  }

  it('refuses an IAM resource of an unknown type', () => {
    assert.match(
      messageFor(policy({ ...allow, Resource: 'arn:aws:iam::123456789012:thing/x' })) ?? '',
      /^IAM resource path must either be "\*", root, or start with user\/, .*access-report\/\.$/,
    )
  })

  const accepted: Record<string, string> = {
    'one statement without a list': JSON.stringify({ Version: '2012-10-17', Statement: allow }),
    'all actions on all resources': policy({ Effect: 'Allow', Action: '*', Resource: '*' }),
    'not-actions on not-resources': policy({ Effect: 'Allow', NotAction: 'iam:*', NotResource: '*' }),
    'two empty sids': policy({ ...allow, Sid: '' }, { ...allow, Sid: '' }),
    'an unknown service in an ARN': policy({ ...allow, Resource: 'arn:aws:newthing:us-east-1::x' }),
    'a short ARN': policy({ ...allow, Resource: 'arn:aws:newthing' }),
    'an access point': policy({ ...allow, Resource: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/a' }),
    'the users of any account': policy({ ...allow, Resource: 'arn:aws:iam::*:user/${aws:username}' }),
    'an empty condition': policy({ ...allow, Condition: {} }),
    'an unknown operator that asks for nothing': policy({ ...allow, Condition: { x: {} } }),
    'an operator without values': policy({ ...allow, Condition: { DateLessThan: { a: [] } } }),
    'a quantified operator': policy({
      ...allow,
      Condition: { 'ForAllValues:StringLikeIfExists': { a: 'b*' } },
    }),
    'values that are no text': policy({ ...allow, Condition: { Bool: { 'aws:SecureTransport': false } } }),
  }
  for (const [name, text] of Object.entries(accepted)) {
    it(`accepts ${name}`, () => assert.equal(messageFor(text), undefined))
  }
})
