/** Whole templates: structure, references, ids, conditions, parameters. Our transform against AWS's translator, in all partitions. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Dict } from '../../../src/engines/sam/index.ts'
import { policyTemplatesJson } from '../../../src/engines/sam/policies/templates-table.ts'
import { ownTranslation, testTranslator } from '../../support/sam-translator.ts'
import { assertSame } from './comparison.ts'
import { regions } from './regions.ts'

const code: Dict = { CodeUri: 's3://code/key', Handler: 'a.b', Runtime: 'python3.13' }
const plain = (more: Dict = {}): Dict => ({
  Type: 'AWS::Serverless::Function',
  Properties: { ...code, ...more },
})
const published = (more: Dict = {}): Dict => plain({ AutoPublishAlias: 'live', ...more })

/** Templates that have something wrong in their structure, or nothing. */
const templates: Readonly<Record<string, readonly (Dict | { template: Dict; parameters: Dict })[]>> = {
  'that have no structure': [
    {},
    { Resources: {} },
    { Resources: null },
    { Resources: 'x' },
    { Resources: [plain()] },
    { Resources: { F: null } },
    { Resources: { F: plain(), G: 'x' } },
    { Resources: { F: { Type: 'AWS::Serverless::Function', Properties: 'x' } } },
    { Resources: { F: { Type: 'AWS::Serverless::Function', Properties: null } } },
    { Resources: { F: { Type: 'AWS::Serverless::Function' } } },
    { Resources: { F: { Type: 'AWS::Serverless::Nothing', Properties: {} } } },
    { Resources: { F: { Properties: {} } } },
    { Resources: { F: { Type: 5 } } },
    { Resources: { 'F-1': plain() } },
    { Resources: { F: plain(), Q: { Type: 'AWS::SQS::Queue', Condition: 5 } } },
    { Resources: { F: { ...plain(), Condition: ['x'] } } },
    { Resources: { F: plain(), G: { Type: 'AWS::Serverless::SimpleTable', Properties: 'x' } } },
  ],
  'whose Globals are wrong': [
    { Globals: null, Resources: { F: plain() } },
    { Globals: 'x', Resources: { F: plain() } },
    { Globals: { Else: {} }, Resources: { F: plain() } },
    { Globals: { Function: 'x' }, Resources: { F: plain() } },
    { Globals: { Function: { FunctionName: 'x' } }, Resources: { F: plain() } },
    { Globals: { Api: { Else: 'x' }, Function: { Else: 1 } }, Resources: { F: plain() } },
    { Globals: { HttpApi: { Else: 1 } }, Resources: { F: plain() } },
    { Globals: { Function: { Timeout: 5 } }, Resources: { F: { ...plain(), IgnoreGlobals: 5 } } },
    { Globals: { Function: { Timeout: 5 } }, Resources: { F: { ...plain(), IgnoreGlobals: 'Timeout' } } },
    { Globals: { Function: { Timeout: 5 } }, Resources: { F: { ...plain(), IgnoreGlobals: ['Runtime'] } } },
    { Globals: { Function: { Timeout: 5 } }, Resources: { F: { ...plain(), IgnoreGlobals: ['Timeout'] } } },
    {
      Globals: { Function: { Timeout: 5 } },
      Resources: { F: { ...plain(), IgnoreGlobals: [[], 'Timeout'] } },
    },
    {
      Globals: { Function: { Timeout: 5 } },
      Resources: { F: { ...plain(), IgnoreGlobals: ['Timeout', {}] } },
    },
    { Globals: { Function: {} }, Resources: { F: { ...plain(), IgnoreGlobals: '*' } } },
  ],
  'whose Globals are merged': [
    {
      Globals: {
        Function: {
          Tags: { a: '1', b: { Ref: 'X' } },
          Environment: { Variables: { A: '1', B: { x: 'y' } } },
          Layers: ['arn:1'],
          VpcConfig: { SubnetIds: ['a'], SecurityGroupIds: ['b'] },
          Timeout: { Ref: 'X' },
          Architectures: ['x86_64'],
          MemorySize: 128,
        },
      },
      Resources: {
        F: plain({
          Tags: { a: '2' },
          Environment: { Variables: { B: { z: 1 }, C: '3' } },
          Layers: ['arn:1', 'arn:2'],
          VpcConfig: { SubnetIds: { Ref: 'X' } },
          Timeout: 5,
          Architectures: ['arm64'],
          MemorySize: { Ref: 'X' },
        }),
        G: plain({ Tags: { Ref: 'X' }, Environment: 'x' }),
        H: plain(),
      },
    },
  ],
  'that refer to what is made': [
    {
      Resources: {
        F: published(),
        G: plain({
          EventInvokeConfig: {
            DestinationConfig: { OnSuccess: { Type: 'SQS' }, OnFailure: { Type: 'SNS' } },
          },
        }),
        L: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://b/k' } },
        A: {
          Type: 'AWS::Serverless::Application',
          Properties: { Location: 'https://x' },
          DependsOn: ['L', 'F'],
        },
        U: plain({ Layers: [{ Ref: 'L' }, { 'Fn::Sub': '${L}' }], Role: { 'Fn::GetAtt': ['L', 'Arn'] } }),
        R: {
          Type: 'AWS::X::Y',
          DependsOn: 'L',
          Metadata: { DependsOn: ['L', 5, 'F'] },
          Properties: {
            A: [
              { Ref: 'F.Alias' },
              { Ref: 'F.Version' },
              { Ref: 'F.Else' },
              { Ref: 'F.' },
              { Ref: '.Alias' },
              { Ref: 5 },
            ],
            B: {
              'Fn::Sub': '${F.Alias} ${F.Version.Version} ${L} ${L.Arn} ${!L} ${ L } ${AWS::Region} ${L}${L}',
            },
            C: { 'Fn::Sub': ['${L}-${x}', { x: { Ref: 'L' }, L: 'own' }] },
            D: [
              { 'Fn::GetAtt': ['L', 'Arn'] },
              { 'Fn::GetAtt': ['F.Version', 'Version'] },
              { 'Fn::GetAtt': 'L.Arn' },
            ],
            E: [{ 'Fn::GetAtt': ['G.DestinationQueue', 'Arn'] }, { Ref: 'G.DestinationTopic' }],
            G: { 'Fn::GetAtt': ['L'] },
            H: { Ref: 'L', Other: 1 },
            I: { 'Fn::Sub': ['${L}'] },
            J: { 'Fn::Sub': [] },
            K: { 'Fn::Sub': 5 },
          },
        },
      },
      Outputs: { L: { Value: { Ref: 'L' } }, V: { Value: { 'Fn::Join': ['', [{ Ref: 'F.Version' }]] } } },
      Conditions: { C: { 'Fn::Equals': [{ Ref: 'L' }, 'x'] } },
    },
  ],
  'whose ids are taken': [
    { Resources: { F: plain(), FRole: { Type: 'AWS::IAM::Role' } } },
    { Resources: { F: published(), FAliaslive: { Type: 'AWS::SQS::Queue' } } },
    { Resources: { F: plain({ FunctionUrlConfig: { AuthType: 'NONE' } }), FUrl: plain() } },
    { Resources: { F: plain(), FE: plain({ Role: 'r' }), FRole: plain({ Role: 'r' }) } },
    {
      Resources: {
        F: plain({ Events: { E: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)' } } } }),
        FE: plain(),
      },
    },
  ],
  'with parameters': [
    {
      Parameters: { P: { Type: 'String', Default: 'live' } },
      Resources: { F: plain({ AutoPublishAlias: { Ref: 'P' } }) },
    },
    {
      template: {
        Parameters: { P: { Type: 'String' } },
        Resources: { F: plain({ AutoPublishAlias: { Ref: 'P' } }) },
      },
      parameters: { P: 'given' },
    },
    {
      Parameters: { P: { Type: 'String', Default: '{{IntrinsicFunction:x}}' } },
      Resources: { F: plain({ AutoPublishAlias: { Ref: 'P' } }) },
    },
    {
      Parameters: { P: { Type: 'Number', Default: 5 } },
      Resources: { F: published({ CodeUri: { Bucket: { 'Fn::Sub': '${P}' }, Key: 'k' } }) },
    },
    { Parameters: { P: 'x' }, Resources: { F: plain() } },
    { Parameters: 'x', Resources: { F: plain() } },
    {
      Parameters: { P: { Default: ['a', { 'Fn::Sub': '${Q}' }] }, Q: { Default: 'q' } },
      Resources: { F: published({ CodeUri: { Bucket: { Ref: 'P' }, Key: 'k' } }) },
    },
    {
      template: {
        Resources: {
          F: published({
            CodeUri: {
              Bucket: { 'Fn::Sub': '${AWS::Region}-${AWS::Partition}-${AWS::AccountId}' },
              Key: 'k',
            },
          }),
        },
      },
      parameters: { 'AWS::Region': 'mars-1', 'AWS::AccountId': '123' },
    },
    { Mappings: 'x', Resources: { F: plain() } },
    { Mappings: null, Resources: { F: plain() } },
    {
      Mappings: { M: 'x' },
      Resources: { F: published({ DeploymentPreference: { Type: { 'Fn::FindInMap': ['M', 'a', 'b'] } } }) },
    },
    {
      Mappings: { M: { a: 'x' } },
      Resources: { F: published({ DeploymentPreference: { Type: { 'Fn::FindInMap': ['M', 'a', 'b'] } } }) },
    },
  ],
  'whose versions depend on all properties': [
    {
      Resources: {
        F: published({
          AutoPublishAliasAllProperties: true,
          Layers: [{ Ref: 'L' }, { Ref: 'M' }, 'arn:x'],
          Tags: { a: 'b' },
        }),
        L: {
          Type: 'AWS::Serverless::LayerVersion',
          Properties: { ContentUri: 's3://b/k', PublishLambdaVersion: true },
        },
        M: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://b/k' } },
        G: published({ AutoPublishCodeSha256: 'a'.repeat(64), Description: { Ref: 'X' } }),
        H: published({
          AutoPublishCodeSha256: 'b'.repeat(64),
          Description: 'd',
          SnapStart: { ApplyOn: 'PublishedVersions' },
        }),
        I: published({
          MemorySize: 5,
          Environment: { Variables: { A: 'b' } },
          SnapStart: { ApplyOn: 'None' },
        }),
      },
    },
  ],
  'that deploy gradually': [
    {
      Conditions: { A: { 'Fn::Equals': [1, 1] }, B: { 'Fn::Equals': [1, 2] } },
      Resources: {
        F: {
          ...published({ DeploymentPreference: { Type: 'AllAtOnce', PassthroughCondition: true } }),
          Condition: 'A',
        },
        G: {
          ...published({
            DeploymentPreference: { Type: 'AllAtOnce', Role: 'r', PassthroughCondition: true },
            Tags: { a: 'b' },
            PropagateTags: true,
          }),
          Condition: 'A',
        },
        H: published({ DeploymentPreference: { Enabled: false } }),
      },
    },
    {
      Resources: {
        F: { ...published({ DeploymentPreference: { Type: 'AllAtOnce' } }), Condition: 'A' },
        G: published({ DeploymentPreference: { Type: 'Canary10Percent5Minutes', Role: 'r' } }),
      },
    },
    { Resources: { F: published({ DeploymentPreference: { Type: 'AllAtOnce', Role: 'r' } }) } },
    {
      Resources: {
        F: published({ DeploymentPreference: { Type: 'AllAtOnce', PassthroughCondition: true } }),
      },
    },
  ],
  'whose buckets notify several functions': [
    {
      Resources: {
        B: {
          Type: 'AWS::S3::Bucket',
          DependsOn: 'Q',
          Properties: {
            NotificationConfiguration: { LambdaConfigurations: [{ Event: 'own', Function: 'arn' }] },
          },
        },
        F: plain({
          Events: { E: { Type: 'S3', Properties: { Bucket: { Ref: 'B' }, Events: ['a', 'b', 'a'] } } },
        }),
        G: {
          ...plain({ Events: { E: { Type: 'S3', Properties: { Bucket: { Ref: 'B' }, Events: 'a' } } } }),
          Condition: 'C',
        },
      },
    },
    ...[
      { DependsOn: [5] },
      { DependsOn: [{}] },
      { DependsOn: {} },
      { Properties: 'x' },
      { Properties: { Else: 1 } },
      { Properties: { Tags: 'x' } },
      { Properties: { NotificationConfiguration: 'x' } },
      { Properties: { NotificationConfiguration: { LambdaConfigurations: 'x' } } },
      {
        Properties: { NotificationConfiguration: null },
        Condition: 'C',
        DeletionPolicy: 'Retain',
        CreationPolicy: {},
      },
    ].flatMap((more) =>
      [undefined, 'C'].map((condition) => ({
        Resources: {
          B: { Type: 'AWS::S3::Bucket', ...more } as Dict,
          F: {
            ...plain({ Events: { E: { Type: 'S3', Properties: { Bucket: { Ref: 'B' }, Events: 'a' } } } }),
            ...(condition ? { Condition: condition } : {}),
          },
        },
      })),
    ),
  ],
  'whose tenants are kept apart': [
    ...[
      { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 }, AutoPublishAlias: 'live' },
      { FunctionUrlConfig: { AuthType: 'NONE' } },
      { SnapStart: { ApplyOn: 'PublishedVersions' } },
      { Events: { E: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)' } } } },
      { Events: {} },
    ].map((more) => ({
      Resources: { F: plain({ TenancyConfig: { TenantIsolationMode: 'PER_TENANT' }, ...(more as Dict) }) },
    })),
  ],
  'that run on capacity of their own': [
    ...[
      { VpcConfig: {} },
      { ProvisionedConcurrencyConfig: {}, VpcConfig: {} },
      { AutoPublishAlias: 'live', FunctionScalingConfig: { Min: 1 } },
      { AutoPublishAlias: 'live', VersionDeletionPolicy: 'Retain' },
      { FunctionScalingConfig: { Min: 1 } },
    ].map((more) => ({
      Resources: { F: plain({ CapacityProviderConfig: { Arn: 'arn:x' }, ...(more as Dict) }) },
    })),
  ],
}

describe('whole templates', () => {
  const aws = testTranslator()

  for (const [name, list] of Object.entries(templates)) {
    it(name, async () => {
      for (const one of list) {
        const { template, parameters } =
          'template' in one
            ? (one as { template: Dict; parameters: Dict })
            : { template: one as Dict, parameters: {} }
        for (const region of regions) {
          await assertSame(aws, template, { region, parameters }).catch((error: Error) => {
            error.message = `${JSON.stringify(one)}\n${error.message}`
            throw error
          })
        }
      }
    })
  }

  it('with each policy template', async () => {
    const known = JSON.parse(policyTemplatesJson) as Record<string, readonly [readonly string[], Dict]>
    const policies = Object.entries(known).map(([policy, [parameters]]) => ({
      [policy]: Object.fromEntries(parameters.map((parameter) => [parameter, { Ref: `Of${parameter}` }])),
    }))
    assert.ok(policies.length > 70)
    await assertSame(aws, { Resources: { F: plain({ Policies: policies }) } }, { region: regions[0] })
  })

  it('stay as they are, and shared parts of one do no harm to another', () => {
    const template = {
      Globals: { Function: { EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'SQS' } } } } },
      Resources: { F: plain(), G: plain() },
    }
    const first = ownTranslation(template, { region: regions[0] })
    assert.deepEqual(ownTranslation(template, { region: regions[0] }), first)
  })
})
