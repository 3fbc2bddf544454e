import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readBeforeTransforms } from './before-transforms.ts'
import { parseTemplate } from './parse/parse-template.ts'
import { messageOf } from './testing/prepare.ts'

const idsOf = (text: string): string[] => [
  ...readBeforeTransforms(parseTemplate(text).document).resources.keys(),
]

describe('readBeforeTransforms', () => {
  it('expands loops over what is known', () => {
    assert.deepEqual(
      idsOf(`
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'A,B'}, Other: {Type: String}}
Resources: {'Fn::ForEach::L': [N, !Ref Names, {'R${'${N}'}': {Type: T}}], S: {Type: T}}
`),
      ['RA', 'RB', 'S'],
    )
  })

  it('leaves out what only a transform tells', () => {
    assert.deepEqual(
      idsOf(`
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList}}
Resources: {'Fn::ForEach::L': [N, !Ref Names, {'R${'${N}'}': {Type: T}}], S: {Type: T}}
`),
      ['S'],
    )
    assert.deepEqual(idsOf('Resources: {Fn::Transform: M, S: {Type: T, Properties: {A: !Ref Later}}}'), ['S'])
  })

  it('knows nothing of what only a transform understands', () => {
    assert.deepEqual(
      idsOf(`
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 3}}
Resources:
  F: {Type: 'AWS::Serverless::Function', IgnoreGlobals: '*', Connectors: {C: {}}, Properties: {Role: !Ref Later}}
`),
      ['F'],
    )
  })

  it('checks all of a template that has none', () => {
    assert.match(
      messageOf(() => idsOf('Resources: {S: {Type: T, DependsOn: Nope}}')) ?? '',
      /Unresolved resource/,
    )
  })
})
