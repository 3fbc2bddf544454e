import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { updateEffectOf } from '../plan/update-effect.ts'
import { messageOf, prepared } from '../testing/prepare.ts'
import { checkProperties, propertiesMessage, scalarsAsTexts } from './check-properties.ts'
import { checkAttributes, checkResourceTypes } from './check-types.ts'

const spec: ResourceSpec = {
  typeName: 'AWS::Test::Thing',
  properties: {
    Name: { type: 'string', replaces: 'always' },
    Size: { type: 'integer' },
    Ratio: { type: 'number' },
    On: { type: 'boolean' },
    Code: { type: '#Code', required: true },
    Tags: { type: { list: 'tag' } },
    Variables: { type: { map: 'string' } },
    Kind: { type: { oneOf: ['Zip', 'Image'] }, replaces: 'sometimes' },
    Version: { type: { oneOf: ['1.0', '2.0'] } },
    Policy: { type: 'json' },
    Either: { type: { anyOf: ['integer', '#Code'] } },
  },
  definitions: {
    Code: { Key: { type: 'string', required: true, replaces: 'always' }, Bytes: { type: 'integer' } },
  },
  attributes: { Arn: 'string', 'Endpoint.Address': 'string' },
  primaryIdentifier: ['Name'],
}

const code = { Code: { Key: 'k' } }
const problems = (properties: JsonObject): readonly string[] =>
  checkProperties(spec, { ...code, ...properties }).problems

describe('checkProperties', () => {
  for (const [properties, problem] of [
    [{ Foo: 1 }, '#: extraneous key [Foo] is not permitted'],
    [{ constructor: 1 }, '#: extraneous key [constructor] is not permitted'],
    [{ Size: 'x' }, '#/Size: expected type: Integer, found: String'],
    [{ Size: 1.5 }, '#/Size: expected type: Integer, found: BigDecimal'],
    [{ Size: [1] }, '#/Size: expected type: Integer, found: JSONArray'],
    [{ Ratio: 'x' }, '#/Ratio: expected type: Number, found: String'],
    [{ On: 'yes' }, '#/On: expected type: Boolean, found: String'],
    [{ Name: { a: 1 } }, '#/Name: expected type: String, found: JSONObject'],
    [{ Tags: { a: 'b' } }, '#/Tags: expected type: JSONArray, found: JSONObject'],
    [{ Tags: [{ Key: 'a' }] }, '#/Tags/0: required key [Value] not found'],
    [{ Variables: [1] }, '#/Variables: expected type: JSONObject, found: JSONArray'],
    [{ Variables: { A: [1] } }, '#/Variables/A: expected type: String, found: JSONArray'],
    [{ Kind: 'Jar' }, '#/Kind: Jar is not a valid enum value'],
    [{ Code: {} }, '#/Code: required key [Key] not found'],
    [{ Code: { Key: 'k', Nope: 1 } }, '#/Code: extraneous key [Nope] is not permitted'],
    [{ Either: 'x' }, '#/Either: expected type: Integer, found: String'],
  ] as const)
    it(problem, () => assert.deepEqual(problems(properties as JsonObject), [problem]))

  it('misses what is required', () => {
    assert.deepEqual(checkProperties(spec, {}).problems, ['#: required key [Code] not found'])
  })

  it('makes of scalars what the type wants', () => {
    const given: JsonObject = {
      ...code,
      Name: 12,
      Size: '128',
      Ratio: '0.5',
      On: 'True',
      Tags: [{ Key: 'a', Value: 1 }],
      Variables: { A: true, B: 2 },
      Version: 2,
      Policy: { a: '1', b: 2 },
      Either: { Key: 3 },
    }
    assert.deepEqual(checkProperties(spec, given), {
      problems: [],
      properties: {
        ...code,
        Name: '12',
        Size: 128,
        Ratio: 0.5,
        On: true,
        Tags: [{ Key: 'a', Value: '1' }],
        Variables: { A: 'true', B: '2' },
        Version: '2.0',
        Policy: { a: '1', b: 2 },
        Either: { Key: '3' },
      },
    })
  })

  it('lets pass what is not known yet', () => {
    assert.deepEqual(
      problems({
        Size: '{{changeSet:KNOWN_AFTER_APPLY}}',
        Tags: '{{changeSet:KNOWN_AFTER_APPLY}}',
        On: '{{resolve:ssm:on}}',
      }),
      [],
    )
  })

  it('words what stack events show', () => {
    assert.equal(
      propertiesMessage('R', ['#: extraneous key [Foo] is not permitted']),
      'Properties validation failed for resource R with message:\n[#: extraneous key [Foo] is not permitted]',
    )
  })

  it('gives custom resources texts', () => {
    const value: Json = { a: [1, true, 'x', { b: 2.5 }] }
    assert.deepEqual(scalarsAsTexts(value), { a: ['1', 'true', 'x', { b: '2.5' }] })
  })
})

describe('updateEffectOf', () => {
  for (const [path, effect] of [
    ['Name', 'always'],
    ['Kind', 'conditionally'],
    ['Size', 'never'],
    ['Code', 'never'],
    ['Code.Key', 'always'],
    ['Code.Bytes', 'never'],
    ['Tags.0.Value', 'never'],
    ['Variables.Name', 'never'],
    ['Nope', 'never'],
  ] as const)
    it(`${path}: ${effect}`, () => assert.equal(updateEffectOf(spec, path.split('.')), effect))
})

describe('types and attributes', () => {
  const template = (value: string) =>
    prepared(`Resources:
  Thing: {Type: 'AWS::Test::Thing'}
  Custom: {Type: 'Custom::Anything'}
  Nested: {Type: 'AWS::CloudFormation::Stack'}
  R: {Type: 'AWS::Other::Thing', Properties: {P: ${value}}}
`).template
  const specOf = (type: string): ResourceSpec | undefined => (type === spec.typeName ? spec : undefined)

  it('names types that nobody has', () => {
    assert.equal(
      messageOf(() => checkResourceTypes(template('x'), (type) => type !== 'AWS::Other::Thing')),
      'Template format error: Unrecognized resource types: [AWS::Other::Thing]',
    )
  })

  for (const [value, message] of [
    ['!GetAtt Thing.Arn', undefined],
    ['!GetAtt Thing.Endpoint.Address', undefined],
    ['!GetAtt Thing.Endpoint', undefined],
    ['!GetAtt Custom.Whatever', undefined],
    ['!GetAtt Nested.Outputs.X', undefined],
    [
      '!GetAtt Thing.Nope',
      'Template error: resource Thing does not support attribute type Nope in Fn::GetAtt',
    ],
    [
      "!Sub '${Thing.Nope}'",
      'Template error: instance of Fn::Sub references invalid resource attribute Thing.Nope',
    ],
  ] as const)
    it(`looks for ${value}`, () =>
      assert.equal(
        messageOf(() => checkAttributes(template(value), specOf)),
        message,
      ))
})
