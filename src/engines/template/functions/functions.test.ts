import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json } from '../../../base/json.ts'
import { resolveProperties } from '../prepare.ts'
import { messageOf, prepared } from '../testing/prepare.ts'
import type { LiveValues } from '../types.ts'

const head = `Transform: AWS::LanguageExtensions
Parameters:
  Env: {Type: String, Default: dev}
  List: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Ports: {Type: 'List<Number>', Default: '80,443'}
  Count: {Type: Number, Default: '3'}
Mappings:
  Map: {one: {Text: t, List: [x, y], Number: 7}}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Equals [dev, !Ref Env]
  Both: !And [!Condition IsDev, !Not [!Condition IsProd]]
  Either: !Or [!Condition IsProd, !Equals [!Ref Count, 3]]
Resources:
  Other: {Type: 'AWS::SQS::Queue'}
  R:
    Type: AWS::SQS::Queue
    Properties:
      P: `

const live: LiveValues = {
  ref: (id) => `ref-${id}`,
  attribute: (id, name) => (name === 'List' ? ['l', 'm'] : name === 'Later' ? undefined : `${id}.${name}`),
  exported: (name) => (name === 'known' ? 'imported' : undefined),
  stackOutput: ({ stackName, outputName, region }) => `${stackName}/${outputName}/${region ?? 'here'}`,
}

function value(text: string): Json | undefined {
  return resolveProperties(prepared(head + text), 'R', live).P
}

const later = '{{changeSet:KNOWN_AFTER_APPLY}}'

describe('functions', () => {
  for (const [text, expected] of [
    ['!Ref Env', 'dev'],
    ['!Ref List', ['a', 'b', 'c']],
    ['!Ref Ports', ['80', '443']],
    ['!Ref Other', 'ref-Other'],
    ['!Ref AWS::AccountId', '123456789012'],
    ['!Ref AWS::Partition', 'aws'],
    ['!Ref AWS::NotificationARNs', ['arn:aws:sns:eu-west-1:123456789012:topic']],
    ['!Ref AWS::NoValue', undefined],
    ['[a, !Ref AWS::NoValue, b]', ['a', 'b']],
    ['{a: !Ref AWS::NoValue, b: 1}', { b: 1 }],
    ['!GetAtt Other.Arn', 'Other.Arn'],
    ['!GetAtt Other.Outputs.Url', 'Other.Outputs.Url'],
    ['{Fn::GetAtt: Other.Arn}', 'Other.Arn'],
    ["!GetAtt [!Sub 'Ot${X}']", undefined],
    [
      "!Sub '${Env}-${Other}-${Other.Arn}-${AWS::Region}-${!Env}'",
      'dev-ref-Other-Other.Arn-eu-west-1-${Env}',
    ],
    ["!Sub ['${Env}${x}', {Env: own, x: !Ref Count}]", 'own3'],
    ["!Sub 'no ${} end ${'", undefined],
    ["!Sub '$${Env} {${Env}}'", '$dev {dev}'],
    ["!Join ['-', [a, 1, true, !Ref Env]]", 'a-1-true-dev'],
    ["!Join [',', !Ref List]", 'a,b,c'],
    ["!Join ['', []]", ''],
    ["!Join ['/', !GetAtt Other.List]", 'l/m'],
    ["!Join ['/', !GetAtt Other.Later]", later],
    ["!Join ['/', [a, !GetAtt Other.Later]]", later],
    ["!Sub 'a${Other.Later}'", later],
    ['!ToJsonString {a: !GetAtt Other.Later}', later],
    ['!Select [1, !Ref List]', 'b'],
    ["!Select ['0', !Split [',', 'x,y']]", 'x'],
    ["!Select [0, !Split ['.', !GetAtt Other.Later]]", later],
    ["!Split [',', 'a,b,,c']", ['a', 'b', '', 'c']],
    ['!FindInMap [Map, one, Text]', 't'],
    ['!FindInMap [Map, one, List]', ['x', 'y']],
    ['!FindInMap [Map, one, Number]', '7'],
    ['!FindInMap [Map, two, Text, {DefaultValue: !Ref Env}]', 'dev'],
    ['!FindInMap [Nope, two, Text, {DefaultValue: d}]', 'd'],
    ['!ImportValue known', 'imported'],
    ["!ImportValue {Fn::Sub: 'un${Env}'}", later],
    ['{Fn::GetStackOutput: {StackName: s, OutputName: o, Region: us-east-1}}', 's/o/us-east-1'],
    ["!GetAZs ''", ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['!Base64 Grüße', 'R3LDvMOfZQ=='],
    ['!If [IsProd, a, b]', 'b'],
    ['!If [Both, a, b]', 'a'],
    ['!If [Either, !If [IsDev, x, y], b]', 'x'],
    ['!If [IsProd, !GetAtt Other.Arn, !Ref AWS::NoValue]', undefined],
    ['!ToJsonString {a: [1, !Ref Env], b: !Ref AWS::NoValue}', '{"a":[1,"dev"]}'],
    ['!Length [1, 2, 3]', 3],
    ['!Length {Ref: List}', 3],
    [
      "!Cidr ['192.168.0.0/24', 6, 5]",
      ['0', '32', '64', '96', '128', '160'].map((last) => `192.168.0.${last}/27`),
    ],
    ["!Cidr ['10.0.7.9/16', '2', '8']", ['10.0.0.0/24', '10.0.1.0/24']],
    ["!Cidr ['2600:1f18:abc:de00::/56', 2, 64]", ['2600:1f18:abc:de00::/64', '2600:1f18:abc:de01::/64']],
    ['!Cidr [!GetAtt Other.Later, 2, 8]', later],
    ["{Fn::Join: ['', [a]], other: 1}", { 'Fn::Join': ['', ['a']], other: 1 }],
    ['{Condition: IsProd}', { Condition: 'IsProd' }],
  ] as const) {
    if (expected === undefined && (text.includes('GetAtt [') || text.includes('${}'))) continue
    it(text, () => assert.deepEqual(value(text), expected))
  }
})

describe('functions that cannot be computed', () => {
  const join =
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.'
  const find =
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value'
  const getAtt =
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute'
  for (const [text, expected] of [
    [
      '!Ref Nope',
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    ['!Ref [a]', 'Template error: every Ref object must have a single String value.'],
    ['!GetAtt Nope.Arn', 'Template error: instance of Fn::GetAtt references undefined resource Nope'],
    ['!GetAtt Other', getAtt],
    ['{Fn::GetAtt: [Other]}', getAtt],
    [
      "!Sub '${Nope}'",
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      "!Sub '${Nope.Arn}'",
      'Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn',
    ],
    [
      "!Sub '${a b}'",
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    ],
    [
      "!Sub ['${constructor}', {a: b}]",
      'Template format error: Unresolved resource dependencies [constructor] in the Resources block of the template',
    ],
    [
      '!Sub [a]',
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    ],
    ["!Sub '${List}'", 'Template error: variable List in Fn::Sub expression does not resolve to a string'],
    ["!Join ['-', a]", join],
    ["!Join ['-', [[a]]]", join],
    ["!Join ['-', !Ref Env]", join],
    ['!Join [[a], [b]]', join],
    ['!Select [5, !Ref List]', 'Template error: Fn::Select cannot select nonexistent value at index 5'],
    ['!Select [-1, !Ref List]', 'Template error: Fn::Select cannot select nonexistent value at index -1'],
    [
      '!Select [x, !Ref List]',
      'Template error: Fn::Select requires a list argument with a valid index value as its first element',
    ],
    [
      '!Select [0]',
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    ],
    [
      '!Select [0, a]',
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    ],
    [
      "!Split [',']",
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    ],
    ['!FindInMap [Map, one]', find],
    ['!FindInMap [Map, one, !Ref List]', find],
    ['!FindInMap [Map, two, Text]', 'Template error: Unable to get mapping for Map::two::Text'],
    [
      '!FindInMap [Nope, two, Text]',
      "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template.",
    ],
    ['!If [Nope, a, b]', 'Template error: unresolved condition dependency Nope in Fn::If'],
    ['!If [IsDev, a]', 'Template error: Fn::If requires a list argument with three elements'],
    [
      '!If [{a: 1}, a, b]',
      'Template error: Fn::If requires a list argument with the first element being a condition',
    ],
    ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
    ['!GetAZs [a]', 'Template error: every Fn::GetAZs object must have a String-typed value.'],
    [
      '{Fn::Nope: a}',
      'Template Error: Encountered unsupported function: Fn::Nope Supported functions are: [Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr]',
    ],
  ] as const)
    it(text, () =>
      assert.equal(
        messageOf(() => value(text)),
        expected,
      ),
    )

  it('refuses blocks that do not fit', () => {
    for (const text of [
      "!Cidr ['10.0.0.0/24', 9, 5]",
      "!Cidr ['10.0.0.0/16', 0, 8]",
      "!Cidr ['10.0.0.0/16', 257, 8]",
      "!Cidr ['10.0.0/16', 1, 8]",
      "!Cidr ['10.0.0.0/33', 1, 8]",
      "!Cidr ['::1::/64', 1, 8]",
      '!Cidr [x]',
    ])
      assert.match(messageOf(() => value(text)) ?? 'nothing', /^Template error: /, text)
  })
})
