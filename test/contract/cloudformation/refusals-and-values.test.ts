import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { SQS } from '@aws-sdk/client-sqs'
import { SSM } from '@aws-sdk/client-ssm'
import { refused } from '../../support/refused.ts'
import { testServer } from '../../support/server.ts'
import { created, eventsOf, history, newAccount, settled, template } from './support.ts'

const server = testServer()

const queue = (Properties: object = {}, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties,
  ...more,
})

describe('templates that are not right', () => {
  const refusals: ReadonlyArray<readonly [string, string, string | RegExp]> = [
    ['nothing', ' ', /^Template format error/],
    ['no object', '[1]', 'Template format error: unsupported structure.'],
    [
      'unknown sections',
      template({ A: queue() }, { Resource: {} }),
      /^Invalid template property or properties \[Resource\]$/,
    ],
    [
      'no resources',
      '{"Resources":{}}',
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'circles',
      template({ A: queue({}, { DependsOn: 'B' }), B: queue({}, { DependsOn: 'A' }) }),
      /^Circular dependency between resources: \[(A, B|B, A)\]$/,
    ],
    [
      'unknown types',
      template({ A: { Type: 'AWS::Nope::Thing' }, B: queue() }),
      'Template format error: Unrecognized resource types: [AWS::Nope::Thing]',
    ],
    [
      'unknown names',
      template({ A: queue({ QueueName: { Ref: 'Nobody' } }) }),
      /^Template format error: Unresolved resource dependencies \[Nobody\] in the Resources block of the template$/,
    ],
    [
      'unknown attributes',
      template({ A: queue(), B: queue({ QueueName: { 'Fn::GetAtt': ['A', 'Nothing'] } }) }),
      /resource A does not support attribute type Nothing in Fn::GetAtt/,
    ],
    [
      'alias bombs',
      `A: &a [x,x,x,x,x,x,x,x]\nB: &b [*a,*a,*a,*a,*a,*a]\nC: &c [*b,*b,*b,*b]\nResources: {Q: {Type: 'AWS::SQS::Queue', Metadata: {m: *c}}}`,
      /^Template/,
    ],
    [
      'parameters without values',
      template({ A: queue() }, { Parameters: { P: { Type: 'String' } } }),
      'Parameters: [P] must have values',
    ],
    [
      'keys that mappings lack',
      template(
        { A: queue({ QueueName: { 'Fn::FindInMap': ['Names', { Ref: 'Stage' }, 'Name'] } }) },
        {
          Parameters: { Stage: { Type: 'String', Default: 'none' } },
          Mappings: { Names: { test: { Name: 'a' } } },
        },
      ),
      'Template error: Unable to get mapping for Names::none::Name',
    ],
    [
      'functions in outputs that cannot be computed',
      template({ A: queue() }, { Outputs: { O: { Value: { 'Fn::Select': ['2', ['a', 'b']] } } } }),
      /Fn::Select cannot select nonexistent value at index 2/,
    ],
    [
      'outputs of other stacks that nobody names',
      template({ A: queue({ QueueName: { 'Fn::GetStackOutput': 'other' } }) }),
      'Template error: every Fn::GetStackOutput object requires the parameters StackName and OutputName',
    ],
    [
      'parameters that nobody has put',
      template({ A: queue({ QueueName: '{{resolve:ssm:/not/there:1}}' }) }),
      'Parameters: [ssm:/not/there:1] cannot be found.',
    ],
  ]

  for (const [what, TemplateBody, message] of refusals)
    it(`are refused: ${what}`, async () => {
      const { cfn } = newAccount(server)
      await refused(cfn.createStack({ StackName: 'bad', TemplateBody }), 'ValidationError', message)
      assert.deepEqual((await cfn.describeStacks({})).Stacks, [])
    })

  it('are refused when they are too large', async () => {
    const { cfn } = newAccount(server)
    const TemplateBody = template({ A: queue({}, { Metadata: { text: 'x'.repeat(52_000) } }) })
    await refused(
      cfn.createStack({ StackName: 'large', TemplateBody }),
      'ValidationError',
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
    )
  })

  it('fail their resources for properties that types do not have', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'extra',
      template({ A: queue({ Colour: 'red', DelaySeconds: 'soon' }), B: queue() }),
    )
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    const told = (await history(cfn, 'extra')).find((line) => line.startsWith('A CREATE_FAILED')) ?? ''
    assert.match(told, /^A CREATE_FAILED Properties validation failed for resource A with message:\n\[/)
    assert.match(told, /#: extraneous key \[Colour\] is not permitted/)
  })

  it('fail their resources for what only turns out when others stand', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'late',
      template({
        A: queue(),
        B: queue({
          QueueName: { 'Fn::Select': ['9', { 'Fn::Split': [':', { 'Fn::GetAtt': ['A', 'Arn'] }] }] },
        }),
        C: queue({ QueueName: '{{resolve:ssm-secure:/not/there}}' }),
      }),
    )
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    const failed = (await eventsOf(cfn, 'late')).filter((event) => event.ResourceStatus === 'CREATE_FAILED')
    assert.deepEqual(new Set(failed.map((event) => event.ResourceType)), new Set(['AWS::SQS::Queue']))
    const reasons = failed.map((event) => event.ResourceStatusReason).join('\n')
    assert.match(reasons, /Fn::Select cannot select nonexistent value at index 9|cannot be found/)
  })

  it('ask for capabilities', async () => {
    const { cfn } = newAccount(server)
    const role = (Properties: object) => template({ R: { Type: 'AWS::IAM::Role', Properties } })
    const policy = { AssumeRolePolicyDocument: { Statement: [] } }
    await refused(
      cfn.createStack({ StackName: 'iam', TemplateBody: role(policy) }),
      'InsufficientCapabilitiesException',
      'Requires capabilities : [CAPABILITY_IAM]',
    )
    await refused(
      cfn.createStack({
        StackName: 'iam',
        TemplateBody: role({ ...policy, RoleName: 'r' }),
        Capabilities: ['CAPABILITY_IAM'],
      }),
      'InsufficientCapabilitiesException',
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    )
    const { Capabilities, CapabilitiesReason } = await cfn.validateTemplate({ TemplateBody: role(policy) })
    assert.deepEqual(Capabilities, ['CAPABILITY_IAM'])
    assert.equal(CapabilitiesReason, 'The following resource(s) require capabilities: [AWS::IAM::Role]')
  })

  it('and names that are none are refused', async () => {
    const { cfn } = newAccount(server)
    await refused(
      cfn.createStack({ StackName: '1bad', TemplateBody: template({ A: queue() }) }),
      'ValidationError',
      "1 validation error detected: Value '1bad' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
    )
    await refused(
      cfn.updateStack({ StackName: 'none', UsePreviousTemplate: true }),
      'ValidationError',
      'Stack [none] does not exist',
    )
    await refused(
      cfn.describeStackEvents({ StackName: 'none' }),
      'ValidationError',
      'Stack [none] does not exist',
    )
    await cfn.deleteStack({ StackName: 'none' })
  })
})

describe('values of templates', () => {
  it('come from parameters of the Parameter Store and dynamic references', async () => {
    const { cfn, config } = newAccount(server)
    await new SSM(config).putParameter({ Name: '/delay', Value: '5', Type: 'String' })
    await new SecretsManager(config).createSecret({ Name: 'secret', SecretString: '{"name":"hidden"}' })
    const body = template(
      {
        A: queue({
          DelaySeconds: { Ref: 'Delay' },
          Tags: [{ Key: 'hidden', Value: { 'Fn::Sub': 'is ${Hidden}' } }],
          QueueName: '{{resolve:secretsmanager:secret:SecretString:name}}-{{resolve:ssm:/delay}}',
        }),
      },
      {
        Parameters: {
          Delay: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/delay' },
          Hidden: { Type: 'String', NoEcho: true },
        },
      },
    )
    const stack = await created(server, cfn, 'values', body, {
      Parameters: [{ ParameterKey: 'Hidden', ParameterValue: 'secret-value' }],
    })
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'values')).join('\n'))
    assert.deepEqual(stack.Parameters, [
      { ParameterKey: 'Delay', ParameterValue: '/delay', ResolvedValue: '5' },
      { ParameterKey: 'Hidden', ParameterValue: '****' },
    ])
    const events = await eventsOf(cfn, 'values')
    const told = events.find(
      ({ ResourceStatus, LogicalResourceId }) =>
        LogicalResourceId === 'A' && ResourceStatus === 'CREATE_COMPLETE',
    )
    assert.match(told?.ResourceProperties ?? '', /is \*{4}/)
    assert.doesNotMatch(JSON.stringify(events), /secret-value/)
    const sqs = new SQS(config)
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'hidden-5' })
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] })
    assert.equal(Attributes?.DelaySeconds, '5')
  })

  it('are told by GetTemplate, GetTemplateSummary and DescribeType', async () => {
    const { cfn, config } = newAccount(server)
    const s3 = new S3({ ...config, forcePathStyle: true })
    await s3.createBucket({ Bucket: 'parts' })
    await s3.putObject({ Bucket: 'parts', Key: 'part.yaml', Body: 'DelaySeconds: 3\n' })
    const body = `
Transform: AWS::LanguageExtensions
Parameters: {P: {Type: String, Default: x, AllowedValues: [x, y]}}
Resources:
  Fn::ForEach::Queues:
    - Name
    - [One, Two]
    - Q\${Name}:
        Type: AWS::SQS::Queue
        Properties:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://parts/part.yaml}}
`
    await refused(
      cfn.createStack({ StackName: 'parts', TemplateBody: body }),
      'InsufficientCapabilitiesException',
      'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    )
    const stack = await created(server, cfn, 'parts', body, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] })
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'parts')).join('\n'))
    const original = await cfn.getTemplate({ StackName: 'parts' })
    assert.equal(original.TemplateBody, body)
    assert.deepEqual(original.StagesAvailable, ['Original', 'Processed'])
    const { TemplateBody = '' } = await cfn.getTemplate({ StackName: 'parts', TemplateStage: 'Processed' })
    const { Resources } = JSON.parse(TemplateBody) as { Resources: Record<string, unknown> }
    assert.deepEqual(Resources, {
      QOne: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 3 } },
      QTwo: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 3 } },
    })
    const summary = await cfn.getTemplateSummary({ TemplateBody: template({ A: queue() }) })
    assert.deepEqual(summary.ResourceTypes, ['AWS::SQS::Queue'])
    assert.deepEqual(summary.ResourceIdentifierSummaries, [
      { ResourceType: 'AWS::SQS::Queue', LogicalResourceIds: ['A'], ResourceIdentifiers: ['QueueUrl'] },
    ])
    const type = await cfn.describeType({ Type: 'RESOURCE', TypeName: 'AWS::SQS::Queue' })
    const schema = JSON.parse(type.Schema ?? '') as { createOnlyProperties: string[] }
    assert.ok(schema.createOnlyProperties.includes('/properties/QueueName'))
    await refused(cfn.describeType({ Type: 'RESOURCE', TypeName: 'AWS::No::Type' }), 'TypeNotFoundException')
    const types = await cfn.listTypes({ Visibility: 'PUBLIC', Filters: { TypeNamePrefix: 'AWS::SQS::' } })
    assert.ok(types.TypeSummaries?.some(({ TypeName }) => TypeName === 'AWS::SQS::QueuePolicy'))
  })

  it('whose transform fails fail the stack or the change set', async () => {
    const { cfn } = newAccount(server)
    const body = template({ A: queue() }, { Transform: 'Nobody' })
    const stack = await created(server, cfn, 'macro', body, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] })
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'macro')).includes(
        'macro ROLLBACK_IN_PROGRESS No transform named Nobody found.. Rollback requested by user.',
      ),
    )
    await cfn.createChangeSet({
      StackName: 'other',
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      TemplateBody: body,
    })
    const { Status, StatusReason } = await cfn.describeChangeSet({ StackName: 'other', ChangeSetName: 'c' })
    assert.deepEqual([Status, StatusReason], ['FAILED', 'No transform named Nobody found.'])
    assert.equal((await settled(server, cfn, 'other')).StackStatus, 'REVIEW_IN_PROGRESS')
  })
})
