/** The template language as a stack shows it: what functions give, what templates are refused with. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Stack } from '@aws-sdk/client-cloudformation'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { SSM } from '@aws-sdk/client-ssm'
import { refused } from '../../support/refused.ts'
import { testServer } from '../../support/server.ts'
import { created, history, newAccount, updated } from './support.ts'

const server = testServer()

function outputsOf({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
}

describe('the template language', () => {
  it('computes functions in each other, in YAML', async () => {
    const { cfn, account } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'functions',
      `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
Mappings:
  Delays: {dev: {Seconds: 5}, prod: {Seconds: 0}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Join ['-', [!Ref 'AWS::StackName', !Select [1, !Ref Names]]]
      DelaySeconds: !FindInMap [Delays, !Ref Env, Seconds]
      VisibilityTimeout: !If [IsProd, 300, !Ref 'AWS::NoValue']
  OnlyProd: {Type: 'AWS::SQS::Queue', Condition: IsProd}
  Parameter:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Sub
        - '\${Queue.QueueName} \${Queue.Arn} \${Own} \${!Literal}'
        - Own: !Select [5, !Split [':', !GetAtt Queue.Arn]]
Outputs:
  Value: {Value: !GetAtt Parameter.Value}
  Zones: {Value: !Join [',', !GetAZs '']}
  Encoded: {Value: !Base64 {'Fn::Sub': 'of \${Env}'}}
  Blocks: {Value: !Join [' ', !Cidr [10.0.0.0/16, 2, 8]]}
  Prod: {Value: !Ref OnlyProd, Condition: IsProd}
  Dev: {Value: 'yes', Condition: IsDev}
`,
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const arn = `arn:aws:sqs:us-east-1:${account}:functions-b`
    assert.deepEqual(outputsOf(stack), {
      Value: `functions-b ${arn} functions-b \${Literal}`,
      Zones: 'us-east-1a,us-east-1b,us-east-1c',
      Encoded: 'b2YgZGV2',
      Blocks: '10.0.0.0/24 10.0.1.0/24',
      Dev: 'yes',
    })
  })

  it('repeats by loops, and has the other extensions', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'loops',
      `
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'one,two'}, Policy: {Type: String, Default: Delete}}
Mappings: {M: {a: {b: c}}}
Resources:
  Fn::ForEach::Parameters:
    - Name
    - !Ref Names
    - 'Parameter\${Name}':
        Type: AWS::SSM::Parameter
        DeletionPolicy: !Ref Policy
        Properties:
          Name: !Sub '/loops/\${Name}'
          Type: String
          Value: !ToJsonString {name: !Ref Name, count: !Length {Ref: Names}, found: !FindInMap [M, x, y, {DefaultValue: d}]}
Outputs:
  Fn::ForEach::Outputs:
    - Name
    - [one, two]
    - Fn::ForEach::Attributes:
        - Attribute
        - [Value, Type]
        - '\${Name}\${Attribute}':
            Value: !GetAtt [!Sub 'Parameter\${Name}', !Ref Attribute]
`,
      { Capabilities: ['CAPABILITY_AUTO_EXPAND'] },
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    assert.deepEqual(outputsOf(stack), {
      oneValue: '{"name":"one","count":2,"found":"d"}',
      oneType: 'String',
      twoValue: '{"name":"two","count":2,"found":"d"}',
      twoType: 'String',
    })
    const { TemplateBody = '' } = await cfn.getTemplate({ StackName: 'loops', TemplateStage: 'Processed' })
    assert.deepEqual(Object.keys(JSON.parse(TemplateBody).Resources), ['Parameterone', 'Parametertwo'])
    const original = await cfn.getTemplate({ StackName: 'loops' })
    assert.match(original.TemplateBody ?? '', /Fn::ForEach::Parameters/)
  })

  it('resolves what stands in other services', async () => {
    const { cfn, config } = newAccount(server)
    await new SSM(config).putParameter({ Name: '/plain', Value: 'from the store', Type: 'String' })
    await new SecretsManager(config).createSecret({ Name: 'secret', SecretString: '{"user":"me"}' })
    const stack = await created(
      server,
      cfn,
      'references',
      `
Parameters: {Key: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /plain}}
Resources:
  Copy:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Value: !Sub '\${Key}, {{resolve:ssm:/plain}}, {{resolve:secretsmanager:secret:SecretString:user}}'}
Outputs: {Value: {Value: !GetAtt Copy.Value}}
`,
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    assert.deepEqual(stack.Parameters, [
      { ParameterKey: 'Key', ParameterValue: '/plain', ResolvedValue: 'from the store' },
    ])
    assert.deepEqual(outputsOf(stack), { Value: 'from the store, from the store, me' })
  })

  it('hands values from stack to stack', async () => {
    const { cfn } = newAccount(server)
    const giver =
      "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q}}}\nOutputs: {Name: {Value: !GetAtt Q.QueueName, Export: {Name: !Sub '${AWS::StackName}:name'}}}"
    await created(server, cfn, 'giver', giver)
    const taker = (name: string) =>
      `Resources: {P: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: !ImportValue {'Fn::Sub': '${name}:name'}}}}\nOutputs: {Value: {Value: !GetAtt P.Value}}`
    assert.deepEqual(outputsOf(await created(server, cfn, 'taker', taker('giver'))), { Value: 'q' })
    assert.deepEqual((await cfn.listImports({ ExportName: 'giver:name' })).Imports, ['taker'])
    const failed = await created(server, cfn, 'other', taker('nobody'))
    assert.equal(failed.StackStatus, 'ROLLBACK_COMPLETE')
    const reasons = (await history(cfn, 'other')).join('\n')
    assert.match(reasons, /No export named nobody:name found/)
  })

  it('reads outputs of other stacks, and properties of resources', async () => {
    const { cfn } = newAccount(server)
    const text =
      "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: shown}}}\nOutputs: {Name: {Value: !GetAtt T.DisplayName}}"
    assert.deepEqual(outputsOf(await created(server, cfn, 'source', text)), { Name: 'shown' })
    const reader = (output: string) =>
      `Resources: {P: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {Fn::GetStackOutput: {StackName: source, OutputName: ${output}}}}}}\nOutputs: {Value: {Value: !GetAtt P.Value}}`
    assert.deepEqual(outputsOf(await created(server, cfn, 'reader', reader('Name'))), { Value: 'shown' })
    await created(server, cfn, 'lost', reader('Nope'))
    assert.match((await history(cfn, 'lost')).join('\n'), /output Nope of stack source does not exist/)
  })

  it('tells facts of templates with loops', async () => {
    const { cfn } = newAccount(server)
    const { ResourceTypes, DeclaredTransforms } = await cfn.getTemplateSummary({
      TemplateBody:
        "Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::L': [N, [A], {'R${N}': {Type: 'AWS::SQS::Queue'}}]}",
    })
    assert.deepEqual([ResourceTypes, DeclaredTransforms], [['AWS::SQS::Queue'], ['AWS::LanguageExtensions']])
  })

  it('tells what an update would change', async () => {
    const { cfn } = newAccount(server)
    const text = (name: string) => `
Parameters: {Secret: {Type: String, NoEcho: true, Default: hidden}}
Resources:
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: ${name}, DisplayName: !Ref Secret}}
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: !GetAtt Topic.TopicName}}
`
    await created(server, cfn, 'changing', text('first'))
    await cfn.createChangeSet({ StackName: 'changing', ChangeSetName: 'set', TemplateBody: text('second') })
    await server.lambent.idle()
    const { Changes = [] } = await cfn.describeChangeSet({
      StackName: 'changing',
      ChangeSetName: 'set',
      IncludePropertyValues: true,
    })
    const found = Changes.map(({ ResourceChange: change }) => [
      change?.LogicalResourceId,
      change?.Action,
      change?.Replacement,
      change?.PolicyAction,
      change?.Details?.map(({ Target, ChangeSource, Evaluation, CausingEntity }) => [
        Target?.Path,
        Target?.BeforeValue,
        Target?.AfterValue,
        ChangeSource,
        Evaluation,
        CausingEntity,
      ]),
    ])
    const later = '{{changeSet:KNOWN_AFTER_APPLY}}'
    assert.deepEqual(found, [
      [
        'Parameter',
        'Modify',
        'False',
        undefined,
        [
          ['/Properties/Value', 'first', later, 'ResourceAttribute', 'Static', 'Topic.TopicName'],
          ['/Properties/Value', 'first', later, 'DirectModification', 'Dynamic', undefined],
        ],
      ],
      [
        'Topic',
        'Modify',
        'True',
        'ReplaceAndDelete',
        [['/Properties/TopicName', 'first', 'second', 'DirectModification', 'Static', undefined]],
      ],
    ])
    assert.doesNotMatch(JSON.stringify(Changes), /hidden/)
    const changed = await updated(server, cfn, 'changing', text('second'))
    assert.equal(changed.StackStatus, 'UPDATE_COMPLETE')
  })

  it('takes what the CDK adds to stacks', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'cdk',
      JSON.stringify({
        Resources: {
          CDKMetadata: {
            Type: 'AWS::CDK::Metadata',
            Properties: { Analytics: 'v2:deflate64:H4sIAAAAAAAA' },
            Metadata: { 'aws:cdk:path': 'stack/CDKMetadata/Default' },
            Condition: 'CDKMetadataAvailable',
          },
          Queue: { Type: 'AWS::SQS::Queue' },
        },
        Conditions: { CDKMetadataAvailable: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
        Parameters: {
          BootstrapVersion: { Type: 'String', Default: '30' },
        },
        Rules: {
          CheckBootstrapVersion: {
            Assertions: [
              {
                Assert: {
                  'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }],
                },
                AssertDescription: "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap'.",
              },
            ],
          },
        },
      }),
    )
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
  })
})

describe('templates that are refused', () => {
  for (const [text, message] of [
    ['{"Resources": {}', 'Template format error: JSON not well-formed. (line 1, column 17)'],
    ['Resources:\n  A: [', 'Template format error: YAML not well-formed. (line 2, column 7)'],
    ['nothing', 'Template format error: unsupported structure.'],
    ['a: &x {b: 1}\nc: *x', 'Template error: YAML aliases are not allowed in CloudFormation templates'],
    ['Resources: {}', 'Template format error: At least one Resources member must be defined.'],
    ["Resources: {R: {Type: 'AWS::SQS::Queue', Foo: 1}}", "Invalid template resource property 'Foo'"],
    [
      "Resources: {R: {Type: 'AWS::Nope::Queue'}}",
      'Template format error: Unrecognized resource types: [AWS::Nope::Queue]',
    ],
    [
      "Resources: {R: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Ref Nope}}}",
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      "Resources: {R: {Type: 'AWS::SQS::Queue'}}\nOutputs: {O: {Value: !GetAtt R.Nope}}",
      'Template error: resource R does not support attribute type Nope in Fn::GetAtt',
    ],
    [
      "Resources: {A: {Type: 'AWS::SQS::Queue', DependsOn: B}, B: {Type: 'AWS::SQS::Queue', DependsOn: A}}",
      'Circular dependency between resources: [A, B]',
    ],
    [
      "Parameters: {P: {Type: Number}}\nResources: {R: {Type: 'AWS::SQS::Queue'}}",
      'Parameters: [P] must have values',
    ],
  ] as const)
    it(message, async () => {
      const { cfn } = newAccount(server)
      await refused(cfn.createStack({ StackName: 'refused', TemplateBody: text }), 'ValidationError', message)
    })
})
