import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSections } from '../anatomy/read-template.ts'
import { parseTemplate } from '../parse/parse-template.ts'
import { capabilitiesOf, summarizeTemplate } from './summarize.ts'

const read = (text: string) => readSections(parseTemplate(text).document)
const reason = (types: string): string => `The following resource(s) require capabilities: [${types}]`

describe('capabilitiesOf', () => {
  for (const [text, expected] of [
    ["Resources: {A: {Type: 'AWS::SQS::Queue'}}", { capabilities: [] }],
    [
      "Resources: {A: {Type: 'AWS::IAM::Role'}, B: {Type: 'AWS::IAM::Policy', Properties: {PolicyName: p}}}",
      { capabilities: ['CAPABILITY_IAM'], reason: reason('AWS::IAM::Role, AWS::IAM::Policy') },
    ],
    [
      "Resources: {A: {Type: 'AWS::IAM::Role', Properties: {RoleName: r}}, B: {Type: 'AWS::IAM::Role'}}",
      { capabilities: ['CAPABILITY_NAMED_IAM'], reason: reason('AWS::IAM::Role') },
    ],
    [
      "Resources: {A: {Type: 'AWS::CloudFormation::Stack'}}",
      {
        capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        reason: reason('AWS::CloudFormation::Stack'),
      },
    ],
    [
      "Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: 'AWS::Serverless::Function'}}",
      { capabilities: ['CAPABILITY_AUTO_EXPAND'], reason: reason('AWS::Serverless-2016-10-31') },
    ],
  ] as const)
    it(text, () => assert.deepEqual(capabilitiesOf(read(text)), expected))
})

describe('summarizeTemplate', () => {
  it('tells the facts', () => {
    const template = read(`
AWSTemplateFormatVersion: '2010-09-09'
Description: d
Metadata: {a: {b: 1}}
Parameters: {P: {Type: String, Default: x}}
Transform: M
Resources: {A: {Type: T}, B: {Type: U}, C: {Type: T}}
`)
    assert.deepEqual(
      summarizeTemplate(template, (type) => [`${type}Name`]),
      {
        capabilities: ['CAPABILITY_AUTO_EXPAND'],
        reason: reason('M'),
        parameters: [{ name: 'P', type: 'String', noEcho: false, default: 'x' }],
        description: 'd',
        version: '2010-09-09',
        metadata: '{"a":{"b":1}}',
        declaredTransforms: ['M'],
        resourceTypes: ['T', 'U'],
        resourceIdentifiers: [
          { resourceType: 'T', logicalIds: ['A', 'C'], identifiers: ['TName'] },
          { resourceType: 'U', logicalIds: ['B'], identifiers: ['UName'] },
        ],
      },
    )
  })
})
