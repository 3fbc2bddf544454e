import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { messageOf, prepared } from '../testing/prepare.ts'
import { checkRules, type RuleFacts } from './check-rules.ts'

const facts: RuleFacts = {
  refAll: (kind) => (kind === 'AWS::EC2::VPC::Id' ? ['vpc-1', 'vpc-2'] : []),
  valueOf: (_, value, attribute) => `${attribute} of ${value}`,
}

function check(rule: string, given: Record<string, string> = {}): string | undefined {
  return messageOf(() => {
    const { template, context } = prepared(
      `Parameters:
  Env: {Type: String, Default: dev}
  Size: {Type: String, Default: small}
  Vpc: {Type: 'AWS::EC2::VPC::Id', Default: vpc-1}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 's-1,s-2'}
Rules:
  Rule: ${rule}
Resources: {R: {Type: 'AWS::SQS::Queue'}}
`,
      given,
    )
    checkRules(template, context, facts)
  })
}

describe('checkRules', () => {
  const failed = 'Template error: Rule Rule failed: words'
  const assertion = (text: string): string => `{Assertions: [{Assert: ${text}, AssertDescription: words}]}`
  for (const [text, holds] of [
    ['!Equals [!Ref Env, dev]', true],
    ['!Equals [!Ref Env, prod]', false],
    ['!Contains [[small, large], !Ref Size]', true],
    ['!Contains [[large], !Ref Size]', false],
    ['!Not [!Contains [[large], !Ref Size]]', true],
    ['!And [!Equals [a, a], !Equals [a, b]]', false],
    ['!Or [!Equals [a, a], !Equals [a, b]]', true],
    ['!EachMemberEquals [[a, a], a]', true],
    ['!EachMemberEquals [[a, b], a]', false],
    ['!EachMemberIn [!Ref Subnets, [s-1, s-2, s-3]]', true],
    ['!EachMemberIn [!Ref Subnets, [s-1]]', false],
    ["!Contains [!RefAll 'AWS::EC2::VPC::Id', !Ref Vpc]", true],
    ["!Equals [!ValueOf [Vpc, Tags.Name], 'Tags.Name of vpc-1']", true],
    ["!EachMemberEquals [!ValueOf [Subnets, VpcId], 'VpcId of s-1']", false],
    ["!Contains [!ValueOfAll ['AWS::EC2::VPC::Id', Name], 'Name of vpc-2']", true],
    ['!If [!Equals [a, b], !Equals [a, b], !Equals [a, a]]', true],
  ] as const)
    it(text, () => assert.equal(check(assertion(text)), holds ? undefined : failed))

  it('looks at assertions only where the condition holds', () => {
    const rule =
      '{RuleCondition: !Equals [!Ref Env, prod], Assertions: [{Assert: !Equals [!Ref Size, large]}]}'
    assert.equal(check(rule), undefined)
    assert.equal(check(rule, { Env: 'prod' }), 'Template error: Rule Rule failed: an assertion does not hold')
    assert.equal(check(rule, { Env: 'prod', Size: 'large' }), undefined)
  })

  it('refuses what is no rule', () => {
    assert.match(check(assertion('[a]')) ?? '', /must be functions that give true or false/)
    assert.match(
      check(assertion('!Equals [!Ref R, a]')) ?? '',
      /Cannot reference resources in the Rules block/,
    )
    assert.match(check(assertion('!Equals [!GetAZs eu, a]')) ?? '', /is not supported in the Rules block/)
    assert.equal(check('{}'), 'Template format error: Every Rules member must contain Assertions.')
  })
})
