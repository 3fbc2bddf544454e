import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json } from '../../../base/json.ts'
import { readParameterDeclarations } from '../anatomy/read-template.ts'
import { chooseParameters, resolveParameters } from '../parameters/resolve-parameters.ts'
import { parseTemplate } from '../parse/parse-template.ts'
import { contextWith } from '../testing/context.ts'
import { messageOf } from '../testing/prepare.ts'
import { expandLanguageExtensions } from './language-extensions.ts'

function expand(text: string): Record<string, Json | undefined> {
  const { document } = parseTemplate(text)
  const declared = readParameterDeclarations(document)
  const parameters = resolveParameters(declared, chooseParameters(declared, []))
  return expandLanguageExtensions(document, contextWith(parameters))
}

const parse = (text: string): Json => parseTemplate(text).document

describe('Fn::ForEach', () => {
  it('repeats resources, by names of the loop in keys, texts and references', () => {
    assert.deepEqual(
      expand(`
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a.b,c-d'}}
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - 'Topic&{Name}':
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Join ['', [!Ref Name, .fifo]]
          DisplayName: !Sub 'is \${Name} of \${AWS::StackName}'
          Tags: [{Key: '\${Name}', Value: '\${Other}'}]
  Fixed: {Type: 'AWS::SNS::Topic'}
`).Resources,
      parse(`
Topicab:
  Type: AWS::SNS::Topic
  Properties:
    TopicName: !Join ['', [a.b, .fifo]]
    DisplayName: !Sub 'is a.b of \${AWS::StackName}'
    Tags: [{Key: a.b, Value: '\${Other}'}]
Topiccd:
  Type: AWS::SNS::Topic
  Properties:
    TopicName: !Join ['', [c-d, .fifo]]
    DisplayName: !Sub 'is c-d of \${AWS::StackName}'
    Tags: [{Key: c-d, Value: '\${Other}'}]
Fixed: {Type: 'AWS::SNS::Topic'}
`),
    )
  })

  it('nests, and is used in properties, conditions and outputs', () => {
    const expanded = expand(`
Mappings: {Zones: {eu: {Names: [x, y]}, us: {Names: [z]}}}
Conditions:
  Fn::ForEach::Checks:
    - R
    - [eu, us]
    - 'Is\${R}': !Equals [!Ref R, eu]
Resources:
  Fn::ForEach::Outer:
    - Region
    - [eu, us]
    - Fn::ForEach::Inner:
        - Zone
        - !FindInMap [Zones, !Ref Region, Names]
        - 'Queue\${Region}\${Zone}':
            Type: AWS::SQS::Queue
            Condition: !Sub 'Is\${Region}'
            Properties:
              Fn::ForEach::Properties:
                - P
                - [One, Two]
                - '\${P}': !Sub '\${Zone}-\${P}'
Outputs:
  Fn::ForEach::Attributes:
    - A
    - [Arn, QueueName]
    - 'Out\${A}':
        Value: !GetAtt [!Sub 'Queueeu\${Nope}x', !Ref A]
`)
    assert.deepEqual(expanded.Conditions, {
      Iseu: { 'Fn::Equals': ['eu', 'eu'] },
      Isus: { 'Fn::Equals': ['us', 'eu'] },
    })
    assert.deepEqual(Object.keys(expanded.Resources as object), ['Queueeux', 'Queueeuy', 'Queueusz'])
    assert.deepEqual((expanded.Resources as Record<string, Json>).Queueeuy, {
      Type: 'AWS::SQS::Queue',
      Condition: 'Iseu',
      Properties: { One: { 'Fn::Sub': 'y-One' }, Two: { 'Fn::Sub': 'y-Two' } },
    })
    assert.deepEqual(expanded.Outputs, {
      OutArn: { Value: { 'Fn::GetAtt': [{ 'Fn::Sub': 'Queueeu${Nope}x' }, 'Arn'] } },
      OutQueueName: { Value: { 'Fn::GetAtt': [{ 'Fn::Sub': 'Queueeu${Nope}x' }, 'QueueName'] } },
    })
  })

  const failed = 'Transform AWS::LanguageExtensions failed with: '
  for (const [what, loop, message] of [
    ['a missing part', '[X, [a]]', 'Fn::ForEach layout is incorrect'],
    ['a text as collection', "[X, a, {'A${X}': {}}]", 'Fn::ForEach layout is incorrect'],
    ['a fragment that is no object', '[X, [a], b]', 'Fn::ForEach layout is incorrect'],
    [
      'a collection of a resource',
      "[X, !GetAtt [R, List], {'A${X}': {}}]",
      'Could not find a collection or could not be resolved for Fn::ForEach',
    ],
    [
      'a collection of objects',
      "[X, [{a: 1}], {'A${X}': {}}]",
      'Could not find a collection or could not be resolved for Fn::ForEach',
    ],
    [
      'keys without the name',
      '[X, [a, b], {A: {}}]',
      "Duplicate key 'A' when merging keys to parent object in Fn::ForEach",
    ],
    ['ids that are none', "[X, [a-b], {'A${X}': {}}]", "LogicalId 'Aa-b' should be alphanumeric"],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        messageOf(() => expand(`Resources:\n  Fn::ForEach::L: ${loop}\n`)),
        failed + message,
      ))

  it('ends before a loop fills the memory', () => {
    let loop = "{'${A}': {}}"
    const items = `[${Array.from({ length: 60 }, (_, index) => `i${index}`).join(', ')}]`
    for (let level = 0; level < 5; level++)
      loop = `{'Fn::ForEach::L${level}': [A${level}, ${items}, ${loop}]}`
    assert.match(messageOf(() => expand(`Resources:\n  R: {Properties: ${loop}}\n`)) ?? '', /failed with/)
  })
})

describe('the other extensions', () => {
  it('become values where they can', () => {
    const { Resources } = expand(`
Parameters: {List: {Type: CommaDelimitedList, Default: 'a,b'}, Policy: {Type: String, Default: Retain}}
Mappings: {M: {a: {b: c}}}
Resources:
  R:
    Type: T
    DeletionPolicy: !Ref Policy
    Properties:
      Length: !Length {Ref: List}
      Json: !ToJsonString {a: [1, !Ref List]}
      Later: !ToJsonString {a: !GetAtt R.Arn}
      Found: !FindInMap [M, x, y, {DefaultValue: d}]
      Ref: !Ref {Fn::Sub: 'Pol\${Nope}'}
      Named: !Ref {Fn::Join: ['', [Po, licy]]}
`)
    assert.deepEqual((Resources as Record<string, Json>).R, {
      Type: 'T',
      DeletionPolicy: 'Retain',
      Properties: {
        Length: 2,
        Json: '{"a":[1,["a","b"]]}',
        Later: { 'Fn::ToJsonString': { a: { 'Fn::GetAtt': ['R', 'Arn'] } } },
        Found: 'd',
        Ref: { Ref: { 'Fn::Sub': 'Pol${Nope}' } },
        Named: { Ref: 'Policy' },
      },
    })
  })

  it('refuse lengths that are not known', () => {
    assert.equal(
      messageOf(() => expand('Resources: {R: {Properties: {L: !Length {Fn::GetAtt: [R, List]}}}}')),
      'Transform AWS::LanguageExtensions failed with: The Fn::Length value could not be resolved for properties',
    )
  })
})
