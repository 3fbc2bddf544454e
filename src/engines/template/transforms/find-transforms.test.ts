import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json, JsonObject } from '../../../base/json.ts'
import { parseTemplate } from '../parse/parse-template.ts'
import { contextWith } from '../testing/context.ts'
import { messageOf } from '../testing/prepare.ts'
import { resolveEarly } from './early.ts'
import { applyTransform, nextTransform, type TransformCall, transformsOf } from './find-transforms.ts'

const parse = (text: string): JsonObject => parseTemplate(text).document

/** Carries all transforms out by a function, and says in which order. */
function transform(
  text: string,
  run: (call: TransformCall) => Json,
): { order: string[]; document: JsonObject } {
  const order: string[] = []
  let document = parse(text)
  for (let call = nextTransform(document); call; call = nextTransform(document)) {
    order.push(call.name)
    document = applyTransform(document, call, run(call))
  }
  return { order, document }
}

const text = `
Transform: [First, {Name: Second, Parameters: {A: 1}}]
Resources:
  R:
    Type: T
    Properties:
      Fn::Transform: {Name: Outer, Parameters: {P: x}}
      Own: 1
      Inner:
        - Fn::Transform: Inner
          Beside: 2
Outputs:
  Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: s3://bucket/key}}
`

describe('nextTransform', () => {
  it('goes from the inside to the outside, then through the section', () => {
    const { order, document } = transform(text, ({ name, fragment }) => {
      if (name === 'AWS::Include') return { Included: { Value: 'v' } }
      return { ...fragment, [name]: true }
    })
    assert.deepEqual(order, ['Inner', 'Outer', 'AWS::Include', 'First', 'Second'])
    assert.deepEqual(document, {
      Resources: {
        R: { Type: 'T', Properties: { Own: 1, Inner: [{ Beside: 2, Inner: true }], Outer: true } },
      },
      Outputs: { Included: { Value: 'v' } },
      First: true,
      Second: true,
    })
  })

  it('hands out parameters and what stands beside', () => {
    const call = nextTransform(
      parse('Resources: {R: {Fn::Transform: {Name: M, Parameters: {P: !Ref X}}, Type: T}}'),
    )
    assert.deepEqual(call, {
      name: 'M',
      parameters: { P: { Ref: 'X' } },
      fragment: { Type: 'T' },
      path: ['Resources', 'R'],
      whole: false,
    })
  })

  it('lets a value take the place of what asked for it', () => {
    const { document } = transform('A: {B: !Transform {Name: M}}', () => 'text')
    assert.deepEqual(document, { A: { B: 'text' } })
  })

  it('puts what is included beside what was there', () => {
    const { document } = transform(
      "Transform: {Name: 'AWS::Include', Parameters: {Location: x}}\nResources: {A: {Type: T}}",
      () => ({ Resources: { A: { Type: 'Other' }, B: { Type: 'T' } }, Mappings: {} }),
    )
    assert.deepEqual(document, { Resources: { A: { Type: 'T' }, B: { Type: 'T' } }, Mappings: {} })
  })

  it('does several in one place, one after the other', () => {
    const { order, document } = transform('A: {Fn::Transform: [M, N], x: 1}', ({ name, fragment }) => ({
      ...fragment,
      [name]: 1,
    }))
    assert.deepEqual(order, ['M', 'N'])
    assert.deepEqual(document, { A: { x: 1, M: 1, N: 1 } })
  })

  it('refuses names that are none', () => {
    const message = 'Key Name of transform definition must be a string.'
    assert.equal(
      messageOf(() => nextTransform(parse('A: {Fn::Transform: {Name: !Ref X}}'))),
      message,
    )
    assert.equal(
      messageOf(() => nextTransform(parse('Transform: [{Nam: X}]'))),
      message,
    )
  })

  it('refuses a template that a transform made no object of', () => {
    assert.equal(
      messageOf(() => transform('Transform: M\nResources: {}', () => 'text')),
      'Template format error: unsupported structure.',
    )
  })
})

describe('transformsOf', () => {
  it('names all', () =>
    assert.deepEqual(transformsOf(parse(text)), ['First', 'Second', 'Outer', 'Inner', 'AWS::Include']))
})

describe('resolveEarly', () => {
  it('computes what it can', () => {
    const document = parse('Mappings: {M: {a: {b: c}}}')
    const early = (value: Json): Json => resolveEarly(value, document, contextWith())
    assert.equal(early({ 'Fn::Sub': 's3://${AWS::StackName}/x' }), 's3://stack/x')
    assert.equal(early({ 'Fn::FindInMap': ['M', 'a', 'b'] }), 'c')
    const later = { 'Fn::GetAtt': ['R', 'Arn'] }
    assert.deepEqual(early(later), later)
    const decided = { 'Fn::If': ['C', 'a', 'b'] }
    assert.deepEqual(early(decided), decided)
  })
})
