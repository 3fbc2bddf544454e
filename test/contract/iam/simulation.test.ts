/**
 * Policies that are simulated. Sources: IAM API Reference, SimulateCustomPolicy, SimulatePrincipalPolicy, EvaluationResult; AWS CLI Command Reference,
 * examples of simulate-custom-policy; answers of AWS that users have published.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are policy variables
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type EvaluationResult, IAM, type SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { refuses } from './support.ts'

const account = '123123123123'
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource })

describe('simulated policies', () => {
  const server = testServer()
  let iam: IAM

  before(() => {
    iam = new IAM(server.config({ account }))
  })

  async function ask(
    PolicyInputList: string[],
    more: Partial<SimulateCustomPolicyCommandInput> = {},
  ): Promise<EvaluationResult[]> {
    const input = { PolicyInputList, ActionNames: ['s3:GetObject'], ...more }
    const { EvaluationResults = [], IsTruncated } = await iam.simulateCustomPolicy(input)
    assert.equal(IsTruncated, false)
    return EvaluationResults
  }

  const decisions = (results: EvaluationResult[]) => results.map(({ EvalDecision }) => EvalDecision)

  it('are decided for each action, with the statement that decides', async () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
    const at = (ContextKeyValues: string[]) => ({
      ActionNames: ['dynamodb:CreateBackup'],
      ContextEntries: [
        { ContextKeyName: 'aws:CurrentTime', ContextKeyValues, ContextKeyType: 'date' as const },
      ],
    })
    assert.deepEqual(await ask([text], at(['2019-04-25T11:00:00Z'])), [
      {
        EvalActionName: 'dynamodb:CreateBackup',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [
          {
            SourcePolicyId: 'PolicyInputList.1',
            SourcePolicyType: 'IAM Policy',
            StartPosition: { Line: 1, Column: 38 },
            EndPosition: { Line: 1, Column: 167 },
          },
        ],
        MissingContextValues: [],
      },
    ])
    const [early] = await ask([text], at(['2014-04-25T11:00:00Z']))
    assert.deepEqual([early?.EvalDecision, early?.MatchedStatements], ['implicitDeny', []])
    const [unknown] = await ask([text], { ActionNames: ['dynamodb:CreateBackup'] })
    assert.deepEqual(
      [unknown?.EvalDecision, unknown?.MissingContextValues],
      ['implicitDeny', ['aws:CurrentTime']],
    )
  })

  it('say of each resource what is decided, and of all what is worst', async () => {
    const good = 'arn:aws:s3:::bucket/good'
    const bad = 'arn:aws:s3:::bucket/bad'
    const ResourceArns = [good, bad, 'arn:aws:s3:::other/x']
    const [all] = await ask([policy(allow('s3:*', 'arn:aws:s3:::bucket/*')), policy(deny('s3:*', bad))], {
      ResourceArns,
    })
    const each = all?.ResourceSpecificResults?.map((one) => [
      one.EvalResourceName,
      one.EvalResourceDecision,
      one.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
    ])
    assert.deepEqual(each, [
      [good, 'allowed', ['PolicyInputList.1']],
      [bad, 'explicitDeny', ['PolicyInputList.2']],
      ['arn:aws:s3:::other/x', 'implicitDeny', []],
    ])
    assert.equal(all?.EvalDecision, 'explicitDeny')
    assert.deepEqual(
      all?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
      ['PolicyInputList.2'],
    )
    assert.deepEqual(all?.EvalDecisionDetails, {})
  })

  it('are bounded, by a boundary and by an organization', async () => {
    const all = [policy(allow('*'))]
    const [bounded] = await ask(all, { PermissionsBoundaryPolicyInputList: [policy(allow('sqs:*'))] })
    assert.equal(bounded?.EvalDecision, 'implicitDeny')
    assert.deepEqual(bounded?.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false })
    const levels = (...each: string[][]) => ({
      OrderedOrganizationPolicyInputList: each.map((ServiceControlPolicyInputList) => ({
        ServiceControlPolicyInputList,
      })),
    })
    const open = policy(allow('*'))
    const [within] = await ask(all, levels([open], [open, policy(allow('s3:*'))]))
    assert.equal(within?.EvalDecision, 'allowed')
    assert.deepEqual(within?.OrganizationsDecisionDetail, { AllowedByOrganizations: true })
    assert.deepEqual(decisions(await ask(all, levels([open], [policy(allow('sqs:*'))]))), ['implicitDeny'])
    const [denied] = await ask(all, levels([open, policy(deny('s3:*'))]))
    assert.deepEqual([denied?.EvalDecision, denied?.MatchedStatements], ['explicitDeny', []])
    assert.deepEqual(denied?.OrganizationsDecisionDetail, { AllowedByOrganizations: false })
  })

  it('go together with the policy of a resource, within an account and across', async () => {
    const CallerArn = `arn:aws:iam::${account}:user/anna`
    const ResourcePolicy = policy({ ...allow('s3:*', 'arn:aws:s3:::b/*'), Principal: { AWS: CallerArn } })
    const asked = { CallerArn, ResourcePolicy, ResourceArns: ['arn:aws:s3:::b/x'] }
    const nothing = policy(allow('sqs:*'))
    const [own] = await ask([nothing], asked)
    assert.deepEqual(
      [own?.EvalDecision, own?.MatchedStatements?.[0]?.SourcePolicyId],
      ['allowed', 'ResourcePolicy'],
    )
    const far = { ...asked, ResourceOwner: 'arn:aws:iam::999999999999:root' }
    const [refused] = await ask([nothing], far)
    assert.equal(refused?.EvalDecision, 'implicitDeny')
    assert.deepEqual(refused?.EvalDecisionDetails, {
      'IAM Policy': 'implicitDeny',
      'Resource Policy': 'allowed',
    })
    assert.deepEqual(decisions(await ask([policy(allow('s3:*'))], far)), ['allowed'])
  })

  it('are those of a user, its groups, and what is given; some may be left out', async () => {
    const UserName = 'anna'
    await iam.createUser({ UserName, Path: '/team/', Tags: [{ Key: 'color', Value: 'blue' }] })
    await iam.putUserPolicy({
      UserName,
      PolicyName: 'home',
      PolicyDocument: policy(
        allow('s3:GetObject', 'arn:aws:s3:::home/${aws:username}/*', {
          Condition: { StringEquals: { 'aws:PrincipalTag/color': 'blue', 's3:ExistingObjectTag/x': '1' } },
        }),
      ),
    })
    await iam.attachUserPolicy({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess' })
    await iam.createGroup({ GroupName: 'staff' })
    await iam.putGroupPolicy({
      GroupName: 'staff',
      PolicyName: 'no',
      PolicyDocument: policy(deny('sqs:Send*')),
    })
    await iam.addUserToGroup({ GroupName: 'staff', UserName })
    const PolicySourceArn = `arn:aws:iam::${account}:user/team/anna`
    const ActionNames = ['sqs:ListQueues', 'sqs:SendMessage', 'sns:Publish']
    const source = { PolicySourceArn, ActionNames }
    const { EvaluationResults = [] } = await iam.simulatePrincipalPolicy(source)
    assert.deepEqual(
      EvaluationResults.map(({ EvalDecision, MatchedStatements }) => [
        EvalDecision,
        MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
      ]),
      [
        ['allowed', ['AmazonSQSReadOnlyAccess']],
        ['explicitDeny', ['group_staff_no']],
        ['implicitDeny', []],
      ],
    )
    const home = await iam.simulatePrincipalPolicy({
      PolicySourceArn,
      ActionNames: ['s3:GetObject'],
      ResourceArns: ['arn:aws:s3:::home/anna/x'],
      ContextEntries: [
        { ContextKeyName: 's3:ExistingObjectTag/x', ContextKeyValues: ['1'], ContextKeyType: 'string' },
      ],
    })
    assert.deepEqual(decisions(home.EvaluationResults ?? []), ['allowed'])
    const without = async (identifier: object, more: string[] = []) =>
      decisions(
        (
          await iam.simulatePrincipalPolicy({
            ...source,
            PolicyInputList: more,
            PolicyExclusionList: [identifier as never],
          })
        ).EvaluationResults ?? [],
      )
    const none = 'implicitDeny'
    assert.deepEqual(await without({ PolicyType: 'inline' }), ['allowed', none, none])
    await refuses(without({ PolicyArn: 'arn:aws:iam::aws:policy/*SQS*' }), { code: 'InvalidInput' })
    assert.deepEqual(await without({ PolicyArn: 'arn:aws:iam::aws:policy/AmazonSQS*' }), [
      none,
      'explicitDeny',
      none,
    ])
    const InlinePolicyIdentifier = { PolicyName: 'no', AttachmentType: 'group', AttachmentName: 'st?ff' }
    assert.deepEqual(await without({ InlinePolicyIdentifier }, [policy(allow('s*:*'))]), [
      'allowed',
      'allowed',
      'allowed',
    ])
  })

  it('are refused where they cannot be simulated, and come page by page', async () => {
    const all = [policy(allow('*'))]
    const invalid = { code: 'InvalidInput', status: 400 }
    for (const more of [
      { ActionNames: ['s3:*'] },
      { ActionNames: ['GetObject'] },
      { ResourceArns: ['nonsense'] },
      { ResourcePolicy: policy({ ...allow('*'), Principal: '*' }) },
      { ResourcePolicy: policy(allow('*')), CallerArn: `arn:aws:iam::${account}:role/r` },
      { CallerArn: `arn:aws:sts::${account}:assumed-role/a/b` },
      { ResourceHandlingOption: 'EC2-VPC-EBS' },
      { ResourceOwner: account },
      { PermissionsBoundaryPolicyInputList: [...all, ...all] },
    ])
      await refuses(ask(all, more), invalid)
    await refuses(ask(['{}']), invalid)
    const gone = { PolicySourceArn: `arn:aws:iam::${account}:user/nobody`, ActionNames: ['s3:GetObject'] }
    await refuses(iam.simulatePrincipalPolicy(gone), { code: 'NoSuchEntity', status: 404 })
    const ActionNames = ['a:One', 'a:Two', 'a:Three']
    const first = await iam.simulateCustomPolicy({ PolicyInputList: all, ActionNames, MaxItems: 2 })
    const second = await iam.simulateCustomPolicy({ PolicyInputList: all, ActionNames, Marker: first.Marker })
    const names = (results: EvaluationResult[] = []) => results.map(({ EvalActionName }) => EvalActionName)
    assert.deepEqual(
      [names(first.EvaluationResults), first.IsTruncated, names(second.EvaluationResults)],
      [['a:One', 'a:Two'], true, ['a:Three']],
    )
  })

  it('tell which keys they ask for', async () => {
    const text = policy({
      ...allow('s3:*', "arn:aws:s3:::${aws:username}-${*}/${s3:prefix, 'none'}"),
      Condition: {
        StringLike: { 'aws:UserAgent': '${aws:PrincipalTag/x}' },
        Bool: { 'AWS:username': 'true' },
      },
    })
    const { ContextKeyNames } = await iam.getContextKeysForCustomPolicy({ PolicyInputList: [text] })
    assert.deepEqual(ContextKeyNames?.sort(), [
      'AWS:username',
      'aws:PrincipalTag/x',
      'aws:UserAgent',
      's3:prefix',
    ])
    await iam.createUser({ UserName: 'keys' })
    await iam.putUserPolicy({ UserName: 'keys', PolicyName: 'p', PolicyDocument: text })
    const own = await iam.getContextKeysForPrincipalPolicy({
      PolicySourceArn: `arn:aws:iam::${account}:user/keys`,
    })
    assert.deepEqual(own.ContextKeyNames?.length, 4)
  })
})
