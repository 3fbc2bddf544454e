import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseTemplate } from '../parse/parse-template.ts'
import { messageOf, prepared } from '../testing/prepare.ts'
import { readTemplate } from './read-template.ts'

const failure = (text: string): string | undefined =>
  messageOf(() => readTemplate(parseTemplate(text).document))

const resources = "Resources: {R: {Type: 'AWS::SQS::Queue'}}\n"
const many = (count: number, member: string): string =>
  Array.from({ length: count }, (_, index) => `  N${index}: ${member}\n`).join('')

describe('readTemplate', () => {
  it('reads all sections', () => {
    const template = readTemplate(
      parseTemplate(`
AWSTemplateFormatVersion: 2010-09-09
Description: d
Metadata: {a: 1}
Parameters:
  P: {Type: Number, Default: 5, MinValue: 1, MaxValue: '10', NoEcho: 'true', Description: p, ConstraintDescription: c}
  Q: {Type: String, AllowedValues: [1, true, x], AllowedPattern: '[a-z]+', MinLength: 1, MaxLength: 3}
Transform: [AWS::Serverless-2016-10-31, {Name: M}]
Mappings: {M: {k: {v: 1, l: [1, b]}}}
Conditions: {C: !Equals [a, b]}
Resources:
  R:
    Type: AWS::SQS::Queue
    Condition: C
    DependsOn: [S]
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Snapshot
    CreationPolicy: {ResourceSignal: {Count: 1}}
    UpdatePolicy: {}
    Metadata: {m: 1}
  S: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q}}
Outputs:
  O: {Value: !Ref S, Description: o, Condition: C, Export: {Name: e}}
`).document,
    )
    assert.deepEqual(template.transforms, ['AWS::Serverless-2016-10-31', 'M'])
    assert.deepEqual(template.parameters.get('P'), {
      name: 'P',
      type: 'Number',
      noEcho: true,
      default: '5',
      description: 'p',
      constraintDescription: 'c',
      minValue: 1,
      maxValue: 10,
    })
    assert.deepEqual(template.parameters.get('Q'), {
      name: 'Q',
      type: 'String',
      noEcho: false,
      allowedPattern: '[a-z]+',
      allowedValues: ['1', 'true', 'x'],
      minLength: 1,
      maxLength: 3,
    })
    assert.deepEqual(template.mappings.get('M')?.get('k')?.get('l'), ['1', 'b'])
    assert.deepEqual(template.resources.get('R'), {
      logicalId: 'R',
      type: 'AWS::SQS::Queue',
      properties: {},
      dependsOn: ['S'],
      condition: 'C',
      creationPolicy: { ResourceSignal: { Count: 1 } },
      updatePolicy: {},
      metadata: { m: 1 },
      deletionPolicy: 'RetainExceptOnCreate',
      updateReplacePolicy: 'Snapshot',
    })
    assert.deepEqual(template.outputs.get('O'), {
      name: 'O',
      value: { Ref: 'S' },
      description: 'o',
      condition: 'C',
      exportName: 'e',
    })
  })

  const format = 'Template format error: '
  const template = 'Template error: '
  for (const [text, message] of [
    ['Foo: 1\nBar: 2\n', 'Invalid template property or properties [Foo, Bar]'],
    ['Description: x', `${format}At least one Resources member must be defined.`],
    ['Resources: {}', `${format}At least one Resources member must be defined.`],
    [`${resources}Parameters:`, `[/Parameters] 'null' values are not allowed in templates`],
    ['Resources: []', `${format}[/Resources] Resources section must be an object`],
    ['Resources: {R: a}', `${format}[/Resources/R] resource definition is malformed`],
    ['Resources: {R: {}}', `${format}[/Resources/R] Every Resources object must contain a Type member.`],
    ['Resources: {R: {Type: T, Invalid: 1}}', "Invalid template resource property 'Invalid'"],
    ['Resources: {a-b: {Type: T}}', `${format}Resource name a-b is non alphanumeric.`],
    [
      'Resources: {R: {Type: T, Properties: a}}',
      `${format}[/Resources/R/Properties] Properties must be an object.`,
    ],
    [
      'Resources: {R: {Type: T, Properties: {A: {B: ~}}}}',
      `[/Resources/R/Properties/A/B] 'null' values are not allowed in templates`,
    ],
    [
      'Resources: {R: {Type: T, Properties: {A: [1, ~]}}}',
      `[/Resources/R/Properties/A/1] 'null' values are not allowed in templates`,
    ],
    [
      'Resources: {R: {Type: T, DependsOn: Nope}}',
      `${format}Unresolved resource dependencies [Nope] in the Resources block of the template`,
    ],
    [
      'Resources: {R: {Type: T, DependsOn: {a: b}}}',
      `${format}DependsOn must be a string or list of strings.`,
    ],
    ['Resources: {R: {Type: T, DependsOn: [1]}}', `${format}Every DependsOn value must be a string.`],
    [
      'Resources: {R: {Type: T, DeletionPolicy: Keep}}',
      `${format}Unrecognized DeletionPolicy Keep for resource R`,
    ],
    [
      'Resources: {R: {Type: T, UpdateReplacePolicy: RetainExceptOnCreate}}',
      `${format}Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource R`,
    ],
    [
      'Resources: {R: {Type: T, DeletionPolicy: !Ref P}}',
      `${format}Every DeletionPolicy member must be a string.`,
    ],
    [
      'Resources: {R: {Type: T, Condition: Nope}}',
      `${format}Unresolved condition dependency Nope in the Resources block of the template`,
    ],
    [
      'Resources: {Fn::ForEach::L: [X, [a], {}]}',
      `${format}[/Resources/Fn::ForEach::L] resource definition is malformed`,
    ],
    ['Resources: {R: {Type: T, Properties: {L: !Length [a]}}}', undefined],
    [
      `AWSTemplateFormatVersion: 2012-10-17\n${resources}`,
      `${format}2012-10-17 is not a supported value for AWSTemplateFormatVersion`,
    ],
    [`Description: ${'x'.repeat(1025)}\n${resources}`, `${format}'Description' length is greater than 1024`],
    [`Parameters: {P: {}}\n${resources}`, `${format}Every Parameters object must contain a Type member.`],
    [`Parameters: {P: {Type: Strin}}\n${resources}`, `${format}Unrecognized parameter type: Strin`],
    [
      `Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<Number>'}}\n${resources}`,
      `${format}Unrecognized parameter type: AWS::SSM::Parameter::Value<Number>`,
    ],
    [`Parameters: {P: {Type: String, Foo: 1}}\n${resources}`, "Invalid template parameter property 'Foo'"],
    [
      `Parameters: {P: {Type: String, MinLength: 3, MaxLength: 2}}\n${resources}`,
      `${template}Parameter 'P' MinLength must be less than MaxLength.`,
    ],
    [
      `Parameters: {P: {Type: String, AllowedPattern: '('}}\n${resources}`,
      "Parameter 'P' AllowedPattern must be a valid regular expression.",
    ],
    [
      `Parameters: {R: {Type: String}}\n${resources}`,
      `${template}all resources and parameters must have unique names. Common name(s): [R]`,
    ],
    [`Mappings: {M: a}\n${resources}`, `${format}Every Mappings member M must be a map`],
    [`Mappings: {M: {A: a}}\n${resources}`, `${format}Every Mappings member A must be a map`],
    [
      `Mappings: {M: {A: {B: {C: d}}}}\n${resources}`,
      `${format}Every Mappings attribute must be a String or a List.`,
    ],
    [
      `Mappings: {M: {A: {B: !Ref X}}}\n${resources}`,
      `${format}Every Mappings attribute must be a String or a List.`,
    ],
    [`Conditions: {C: a}\n${resources}`, `${format}Any Conditions member must be a JSON object.`],
    [
      `Conditions: {C: !Equals [!Ref R, a]}\n${resources}`,
      `${template}Unresolved dependencies [R]. Cannot reference resources in the Conditions block of the template`,
    ],
    [
      `Conditions: {C: !Not [!Condition D]}\n${resources}`,
      `${template}unresolved condition dependency D in Condition`,
    ],
    [
      `Conditions: {C: !Not [!Condition D], D: !Not [!Condition C]}\n${resources}`,
      `${template}Found circular condition dependency between C and D`,
    ],
    [
      `Conditions: {C: !And [!Equals [a, b]]}\n${resources}`,
      `${template}every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.`,
    ],
    [
      `Conditions: {C: !Equals [a]}\n${resources}`,
      `${template}Fn::Equals requires a list argument with two elements`,
    ],
    [
      `Conditions: {C: !Not [a]}\n${resources}`,
      `${template}Fn::Not requires a list argument with one function token`,
    ],
    [`${resources}Outputs: {O: {Value: ~}}`, "[/Outputs/O/Value] 'null' values are not allowed in templates"],
    [
      `${resources}Outputs: {O: {Description: d}}`,
      `${format}Every Outputs member must contain a Value object`,
    ],
    [
      `${resources}Outputs: {O: {Value: [a]}}`,
      `${format}The Value field of every Outputs member must evaluate to a String and not a List.`,
    ],
    [
      `${resources}Outputs: {O: {Value: a, Export: {Nam: x}}}`,
      `${format}Output O is malformed. The Name field of every Export member must be specified.`,
    ],
    [
      `${resources}Outputs: {O: {Value: !Ref Nope}}`,
      `${format}Unresolved resource dependencies [Nope] in the Outputs block of the template`,
    ],
    [
      `${resources}Outputs: {O: {Value: a, Condition: Nope}}`,
      `${format}Unresolved condition dependency Nope in the Outputs block of the template`,
    ],
    [`${resources}Outputs: {O-o: {Value: a}}`, `${format}Output name O-o is non alphanumeric.`],
    [
      `Resources:\n${many(501, '{Type: T}')}`,
      `${format}Number of resources, 501, is greater than maximum allowed, 500`,
    ],
    [
      `${resources}Parameters:\n${many(201, '{Type: String}')}`,
      `${format}Number of parameters, 201, is greater than maximum allowed, 200`,
    ],
    [
      `${resources}Outputs:\n${many(201, '{Value: a}')}`,
      `${format}Number of outputs, 201, is greater than maximum allowed, 200`,
    ],
    [
      `${resources}Mappings:\n${many(201, '{a: {b: c}}')}`,
      `${format}Number of mappings, 201, is greater than maximum allowed, 200`,
    ],
  ] as const)
    it(message ?? text, () => assert.equal(failure(text), message))

  it('knows parameter types', () => {
    for (const type of [
      'List<String>',
      'AWS::EC2::VPC::Id',
      'List<AWS::EC2::Subnet::Id>',
      'AWS::SSM::Parameter::Name',
      'AWS::SSM::Parameter::Value<String>',
      'AWS::SSM::Parameter::Value<List<String>>',
      'AWS::SSM::Parameter::Value<CommaDelimitedList>',
      'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      'AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>',
    ])
      assert.equal(failure(`${resources}Parameters: {P: {Type: '${type}'}}`), undefined, type)
  })
})

describe('prepareTemplate', () => {
  const text = (rest: string): string =>
    `Conditions: {Never: !Equals [a, b]}\nResources:\n  Gone: {Type: T, Condition: Never}\n  R: ${rest}\n`
  const message =
    'Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template'
  it('refuses references to what a condition leaves out', () => {
    assert.equal(
      messageOf(() => prepared(text('{Type: T, Properties: {A: !Ref Gone}}'))),
      message,
    )
    assert.equal(
      messageOf(() => prepared(text("{Type: T, Properties: {A: !Sub '${Gone.Arn}'}}"))),
      message,
    )
    assert.equal(
      messageOf(() => prepared(`${text('{Type: T}')}Outputs: {O: {Value: !Ref Gone}}`)),
      message.replace('Resources block', 'Outputs block'),
    )
  })

  it('lets them stand where they do not count', () => {
    assert.deepEqual(
      [
        ...prepared(
          text("{Type: T, DependsOn: Gone, Properties: {A: !If [Never, !Ref Gone, !Ref 'AWS::NoValue']}}"),
        ).graph.dependencies,
      ],
      [['R', new Set()]],
    )
  })
})
