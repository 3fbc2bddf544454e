import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { messageOf, prepared } from '../testing/prepare.ts'
import type { LiveValues } from '../types.ts'
import { type PlanInput, planChanges } from './plan-changes.ts'
import type { ResourceChange, UpdateEffect } from './types.ts'

// What is recorded here was answered by AWS to DescribeChangeSet for such templates.

const always = new Set(['AWS::SNS::Topic TopicName', 'AWS::SSM::Parameter Name'])
const perhaps = new Set(['AWS::DynamoDB::Table KeySchema'])

function updateEffect(type: string, path: readonly string[]): UpdateEffect {
  const name = `${type} ${path[0]}`
  return always.has(name) ? 'always' : perhaps.has(name) ? 'conditionally' : 'never'
}

const live: LiveValues = {
  ref: (id) => `ref-${id}`,
  attribute: (id, name) => `${id}/${name}`,
  exported: () => undefined,
}

function plan(
  before: string | undefined,
  after: string,
  options: Partial<PlanInput> = {},
  given: { before?: Record<string, string>; after?: Record<string, string> } = {},
): readonly ResourceChange[] {
  return planChanges({
    ...(before !== undefined && { before: prepared(before, given.before) }),
    after: prepared(after, given.after),
    live,
    updateEffect,
    ...options,
  })
}

const topic = (properties: string): string =>
  `Resources:\n  Foo: {Type: 'AWS::SNS::Topic', Properties: ${properties}}\n`

describe('planChanges', () => {
  it('adds', () => {
    assert.deepEqual(plan(undefined, topic('{TopicName: a}'), { propertyValues: true }), [
      {
        action: 'Add',
        logicalId: 'Foo',
        type: 'AWS::SNS::Topic',
        scope: [],
        details: [],
        afterContext: { Properties: { TopicName: 'a' } },
      },
    ])
  })

  it('finds nothing to do', () => {
    assert.deepEqual(plan(topic('{TopicName: a, X: 1}'), topic("{TopicName: a, X: '1'}")), [])
  })

  it('modifies in place', () => {
    const before = topic('{TopicName: a, DisplayName: one}')
    const after = topic("{TopicName: a, DisplayName: !Sub 'of ${AWS::StackName}'}")
    const target = { attribute: 'Properties', name: 'DisplayName', requiresRecreation: 'Never' }
    const direct = { evaluation: 'Static', changeSource: 'DirectModification' }
    const change = {
      action: 'Modify',
      logicalId: 'Foo',
      type: 'AWS::SNS::Topic',
      replacement: 'False',
      scope: ['Properties'],
    }
    assert.deepEqual(plan(before, after), [{ ...change, details: [{ ...target, ...direct }] }])
    assert.deepEqual(plan(before, after, { propertyValues: true }), [
      {
        ...change,
        details: [
          {
            ...target,
            path: '/Properties/DisplayName',
            beforeValue: 'one',
            afterValue: 'of stack',
            attributeChangeType: 'Modify',
            ...direct,
          },
        ],
        beforeContext: { Properties: { TopicName: 'a', DisplayName: 'one' } },
        afterContext: { Properties: { TopicName: 'a', DisplayName: 'of stack' } },
      },
    ])
  })

  const dependent = (name: string): string =>
    `${topic(`{TopicName: ${name}}`)}  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: !GetAtt Foo.TopicName}}\n`

  it('carries replacements on to what refers to them', () => {
    const [foo, parameter] = plan(dependent('a'), dependent('b'))
    assert.equal(foo?.replacement, 'True')
    assert.equal(foo?.policyAction, 'ReplaceAndDelete')
    assert.equal(parameter?.replacement, 'False')
    assert.deepEqual(parameter?.details, [
      {
        attribute: 'Properties',
        name: 'Value',
        requiresRecreation: 'Never',
        evaluation: 'Static',
        changeSource: 'ResourceAttribute',
        causingEntity: 'Foo.TopicName',
      },
    ])
  })

  it('tells what is only known later', () => {
    const [, parameter] = plan(dependent('a'), dependent('b'), { propertyValues: true })
    const target = {
      attribute: 'Properties',
      name: 'Value',
      requiresRecreation: 'Never',
      path: '/Properties/Value',
      beforeValue: 'Foo/TopicName',
      afterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
      attributeChangeType: 'Modify',
    }
    assert.deepEqual(parameter?.details, [
      { ...target, evaluation: 'Static', changeSource: 'ResourceAttribute', causingEntity: 'Foo.TopicName' },
      { ...target, evaluation: 'Dynamic', changeSource: 'DirectModification' },
    ])
    assert.deepEqual(parameter?.afterContext, {
      Properties: { Type: 'String', Value: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    })
  })

  it('lists who reads attributes of what changes in place, but not with values', () => {
    const text = (name: string): string =>
      `${topic(`{DisplayName: ${name}}`)}  Other: {Type: 'AWS::SNS::Topic', Properties: {TopicName: x, DisplayName: !GetAtt Foo.DisplayName}}\n`
    assert.deepEqual(
      plan(text('a'), text('b')).map(({ logicalId, details }) => [logicalId, details]),
      [
        [
          'Foo',
          [
            {
              attribute: 'Properties',
              name: 'DisplayName',
              requiresRecreation: 'Never',
              evaluation: 'Static',
              changeSource: 'DirectModification',
            },
          ],
        ],
        [
          'Other',
          [
            {
              attribute: 'Properties',
              name: 'DisplayName',
              requiresRecreation: 'Never',
              evaluation: 'Dynamic',
              changeSource: 'ResourceAttribute',
              causingEntity: 'Foo.DisplayName',
            },
          ],
        ],
      ],
    )
    assert.deepEqual(
      plan(text('a'), text('b'), { propertyValues: true }).map(({ logicalId }) => logicalId),
      ['Foo'],
    )
  })

  it('names the parameter, also through a mapping', () => {
    const text = `Parameters: {Name: {Type: String}}
Mappings: {Names: {one: {Value: a}, two: {Value: b}}}
Resources:
  Foo: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !FindInMap [Names, !Ref Name, Value]}}
`
    const [foo] = plan(
      text,
      text,
      { propertyValues: true },
      { before: { Name: 'one' }, after: { Name: 'two' } },
    )
    const target = {
      attribute: 'Properties',
      name: 'TopicName',
      requiresRecreation: 'Always',
      path: '/Properties/TopicName',
      beforeValue: 'a',
      afterValue: 'b',
      attributeChangeType: 'Modify',
    }
    assert.deepEqual(foo?.details, [
      { ...target, evaluation: 'Static', changeSource: 'ParameterReference', causingEntity: 'Name' },
      { ...target, evaluation: 'Dynamic', changeSource: 'DirectModification' },
    ])
    assert.equal(foo?.replacement, 'True')
  })

  it('removes by condition and by policy', () => {
    const text = `Parameters: {Keep: {Type: String}}
Conditions: {IsKept: !Equals [!Ref Keep, 'yes']}
Resources:
  A: {Type: 'AWS::SNS::Topic'}
  B: {Type: 'AWS::SNS::Topic', Condition: IsKept}
  C: {Type: 'AWS::SNS::Topic', Condition: IsKept, DeletionPolicy: Retain}
`
    assert.deepEqual(
      plan(text, text, {}, { before: { Keep: 'yes' }, after: { Keep: 'no' } }).map((change) => [
        change.logicalId,
        change.action,
        change.policyAction,
      ]),
      [
        ['B', 'Remove', 'Delete'],
        ['C', 'Remove', 'Retain'],
      ],
    )
  })

  it('tells conditional replacements', () => {
    const table = (key: string): string =>
      `Resources:
  Table: {Type: 'AWS::DynamoDB::Table', Properties: {KeySchema: [{AttributeName: ${key}}]}, UpdateReplacePolicy: Retain}
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref Table, Tags: [{Key: t, Value: !Ref Table}]}}
`
    const [first, second] = plan(table('a'), table('b'))
    assert.equal(first?.replacement, 'Conditional')
    assert.equal(first?.policyAction, 'ReplaceAndRetain')
    assert.equal(second?.replacement, 'Conditional')
    assert.deepEqual(second?.scope, ['Properties', 'Tags'])
    assert.deepEqual(
      second?.details.map(({ attribute, evaluation, changeSource, causingEntity }) => [
        attribute,
        evaluation,
        changeSource,
        causingEntity,
      ]),
      [
        ['Properties', 'Dynamic', 'ResourceReference', 'Table'],
        ['Tags', 'Dynamic', 'ResourceReference', 'Table'],
      ],
    )
  })

  it('tells other attributes than properties', () => {
    const text = (rest: string): string => `Resources:\n  Foo: {Type: 'AWS::SNS::Topic', ${rest}}\n`
    const [foo] = plan(text('Metadata: {a: 1}'), text('Metadata: {a: 2}, DeletionPolicy: Retain'))
    assert.deepEqual(foo?.scope, ['Metadata', 'DeletionPolicy'])
    assert.equal(foo?.replacement, 'False')
  })

  it('looks at nested stacks in any case', () => {
    const text = "Resources:\n  Nested: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: x}}\n"
    assert.deepEqual(plan(text, text), [
      {
        action: 'Modify',
        logicalId: 'Nested',
        type: 'AWS::CloudFormation::Stack',
        replacement: 'False',
        scope: ['Properties'],
        details: [
          {
            attribute: 'Properties',
            requiresRecreation: 'Never',
            evaluation: 'Dynamic',
            changeSource: 'Automatic',
          },
        ],
      },
    ])
  })

  it('hides what is not to be told', () => {
    const text = `Parameters: {Secret: {Type: String, NoEcho: true}}
Resources:
  Foo: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !Sub 'key ${'${Secret}'}'}}
`
    const [foo] = plan(
      text,
      text,
      { propertyValues: true },
      { before: { Secret: 'one' }, after: { Secret: 'two' } },
    )
    assert.equal(foo?.details[0]?.beforeValue, 'key ****')
    assert.equal(foo?.details[0]?.afterValue, 'key ****')
    assert.deepEqual(foo?.afterContext, { Properties: { DisplayName: 'key ****' } })
  })

  it('tells each place of a nested value', () => {
    const text = (variables: string): string =>
      `Resources:\n  F: {Type: 'AWS::Lambda::Function', Properties: {Environment: {Variables: ${variables}}}}\n`
    const [change] = plan(text('{A: 1, B: 2, C: 3}'), text("{A: 1, B: x, 'D/E': [1]}"), {
      propertyValues: true,
    })
    assert.deepEqual(
      change?.details.map(({ path, beforeValue, afterValue, attributeChangeType, name }) => [
        name,
        path,
        attributeChangeType,
        beforeValue,
        afterValue,
      ]),
      [
        ['Environment', '/Properties/Environment/Variables/B', 'Modify', '2', 'x'],
        ['Environment', '/Properties/Environment/Variables/D~1E', 'Add', undefined, '[1]'],
        ['Environment', '/Properties/Environment/Variables/C', 'Remove', '3', undefined],
      ],
    )
  })

  it('takes in what exists, and tells of tags of the stack', () => {
    assert.equal(plan(undefined, topic('{}'), { imports: new Set(['Foo']) })[0]?.action, 'Import')
    assert.deepEqual(plan(topic('{}'), topic('{}'), { stackTagsChanged: true })[0]?.scope, ['Tags'])
  })

  it('refuses another type', () => {
    assert.equal(
      messageOf(() => plan(topic('{}'), "Resources:\n  Foo: {Type: 'AWS::SQS::Queue'}\n")),
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Foo]',
    )
  })
})
