import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  chooseParameters,
  creationWaves,
  importedNames,
  parseTemplate,
  prepareTemplate,
  readTemplate,
  resolveOutputs,
  resolveParameters,
  resolveProperties,
  stackOutputCalls,
  TemplateError,
} from './index.ts'
import { contextWith } from './testing/context.ts'

const text = `AWSTemplateFormatVersion: 2010-09-09
Description: A queue and what uses it
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Sizes: {Type: List<Number>, Default: '1, 2'}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
Mappings:
  Names:
    dev: {Queue: q-dev}
    prod: {Queue: q-prod}
Resources:
  Consumer:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue.Arn
      FunctionName: !Sub '\${Function.Arn}:\${Env}-\${!Literal}'
      BatchSize: !Select [1, !Ref Sizes]
      Extra: !If [IsProd, yes please, !Ref 'AWS::NoValue']
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !FindInMap [Names, !Ref Env, Queue]
  Function:
    Type: AWS::Lambda::Function
    DependsOn: Queue
  OnlyProd:
    Type: AWS::SQS::Queue
    Condition: IsProd
Outputs:
  Url: {Value: !Ref Queue, Export: {Name: !Join [':', [!Ref 'AWS::StackName', Url]]}}
  Prod: {Value: !Ref OnlyProd, Condition: IsProd}
`

describe('a template, from text to values', () => {
  const { document } = parseTemplate(text)
  const template = readTemplate(document)
  const parameters = resolveParameters(template.parameters, chooseParameters(template.parameters, []))
  const prepared = prepareTemplate(template, contextWith(parameters))

  it('decides conditions', () => {
    assert.deepEqual(
      [...prepared.conditions],
      [
        ['IsProd', false],
        ['IsDev', true],
      ],
    )
    assert.deepEqual([...prepared.resources.keys()], ['Consumer', 'Queue', 'Function'])
  })

  it('knows what may be made at the same time', () => {
    assert.deepEqual(creationWaves(prepared.graph), [['Queue'], ['Function'], ['Consumer']])
  })

  it('computes what can be computed before anything exists', () => {
    assert.deepEqual(resolveProperties(prepared, 'Queue'), { QueueName: 'q-dev' })
    assert.deepEqual(resolveProperties(prepared, 'Consumer'), {
      EventSourceArn: '{{changeSet:KNOWN_AFTER_APPLY}}',
      FunctionName: '{{changeSet:KNOWN_AFTER_APPLY}}',
      BatchSize: '2',
    })
  })

  it('computes everything when resources exist', () => {
    const live = {
      ref: (id: string) => `ref-${id}`,
      attribute: (id: string, name: string) => `${id}.${name}`,
      exported: () => undefined,
    }
    assert.deepEqual(resolveProperties(prepared, 'Consumer', live), {
      EventSourceArn: 'Queue.Arn',
      FunctionName: 'Function.Arn:dev-${Literal}',
      BatchSize: '2',
    })
    assert.deepEqual(resolveOutputs(prepared, live), [
      { name: 'Url', value: 'ref-Queue', exportName: 'stack:Url' },
    ])
  })

  it('refuses in its own way', () => {
    assert.throws(
      () => readTemplate(parseTemplate('{"Resources": {}}').document),
      new TemplateError('Template format error: At least one Resources member must be defined.'),
    )
  })

  it('says what it wants of other stacks', () => {
    const { document } = parseTemplate(`
Parameters: {Other: {Type: String, Default: giver}}
Conditions: {Never: !Equals [a, b]}
Resources:
  R:
    Type: AWS::SQS::Queue
    Properties:
      A: !ImportValue {'Fn::Sub': '\${Other}-a'}
      B: !If [Never, !ImportValue never, !ImportValue b]
      C: !Sub ['\${x}', {x: !ImportValue giver-a}]
      D: {Fn::GetStackOutput: {StackName: !Ref Other, OutputName: O, Region: us-east-1}}
Outputs:
  O: {Value: !ImportValue c}
`)
    const other = readTemplate(document)
    const chosen = resolveParameters(other.parameters, chooseParameters(other.parameters, []))
    const ready = prepareTemplate(other, contextWith(chosen))
    assert.deepEqual(importedNames(ready), ['giver-a', 'b', 'c'])
    assert.deepEqual(stackOutputCalls(ready), [{ stackName: 'giver', outputName: 'O', region: 'us-east-1' }])
  })
})
