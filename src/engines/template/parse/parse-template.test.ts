import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { messageOf } from '../testing/prepare.ts'
import { parseTemplate } from './parse-template.ts'

const parse = (text: string): unknown => parseTemplate(text).document
const failure = (text: string): string | undefined => messageOf(() => parseTemplate(text))

describe('parseTemplate of YAML', () => {
  it('knows the short forms of functions, in each other too', () => {
    assert.deepEqual(
      parse(`
a: !Ref X
b: !GetAtt A.B.C
c: !GetAtt [A, B]
d: !Sub
  - '\${x}'
  - x: !If [C, !Ref Y, !Select [0, !GetAZs '']]
e: !Condition C
f: !Not [!Equals [!Ref P, '']]
g: !Base64
  Fn::Sub: abc
h: !Join ['', [!Sub a, b]]
i: !GetAZs
j: !Transform {Name: AWS::Include, Parameters: {Location: s3://b/k}}
`),
      {
        a: { Ref: 'X' },
        b: { 'Fn::GetAtt': ['A', 'B.C'] },
        c: { 'Fn::GetAtt': ['A', 'B'] },
        d: {
          'Fn::Sub': [
            '${x}',
            { x: { 'Fn::If': ['C', { Ref: 'Y' }, { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }] } },
          ],
        },
        e: { Condition: 'C' },
        f: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'P' }, ''] }] },
        g: { 'Fn::Base64': { 'Fn::Sub': 'abc' } },
        h: { 'Fn::Join': ['', [{ 'Fn::Sub': 'a' }, 'b']] },
        i: { 'Fn::GetAZs': '' },
        j: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } },
      },
    )
  })

  it('reads words as CloudFormation does', () => {
    assert.deepEqual(
      parse(`
date: 2010-09-09
account: 012345678901
octal: 0755
long: 123456789012345678901
int: 123456789012
negative: -1_000
hex: 0x1F
float: 1.5
exponent: 1e3
time: 12:30:45
yes: yes
no: Off
nothing: ~
empty:
text: 'yes'
tagged: !!str 12
PayloadFormatVersion: 2.0
swagger: 2.0
plain: 2.0
version: 2
version text: v1.0
`),
      {
        date: '2010-09-09',
        account: '012345678901',
        octal: '0755',
        long: '123456789012345678901',
        int: 123456789012,
        negative: -1000,
        hex: 31,
        float: 1.5,
        exponent: 1000,
        time: '12:30:45',
        yes: true,
        no: false,
        nothing: null,
        empty: null,
        text: 'yes',
        tagged: '12',
        PayloadFormatVersion: '2.0',
        swagger: '2.0',
        plain: 2,
        version: 2,
        'version text': 'v1.0',
      },
    )
  })

  it('keeps the order of keys, and the last of two of one name', () => {
    assert.deepEqual(Object.keys(parse('z: 1\na: 2\nm: 3\n') as object), ['z', 'a', 'm'])
    assert.deepEqual(parse('a: 1\na: 2\n'), { a: 2 })
  })

  it('leaves out sections of which only the name stands, where a transform expands the template', () => {
    assert.deepEqual(parse('Transform: X\nParameters:\nOutputs: {}\n'), { Transform: 'X', Outputs: {} })
    assert.deepEqual(parse('Parameters:\n'), { Parameters: null })
  })

  it('takes brackets and quotes that are closed where their line began, or before it', () => {
    const text = `
a:
  b: !If [C, {
    d: 1,
    e: [x,
y]
  }, !Ref AWS::NoValue]
  f: "{
    g
  }"
  h: 'i
j'
k: l
`
    assert.deepEqual(parse(text), {
      a: {
        b: { 'Fn::If': ['C', { d: 1, e: ['x', 'y'] }, { Ref: 'AWS::NoValue' }] },
        f: '{ g }',
        h: 'i j',
      },
      k: 'l',
    })
    assert.equal(
      failure('a:\n  b: [x,\ny\n'),
      'Template format error: YAML not well-formed. (line 4, column 1)',
    )
  })

  it('gives up on texts that are full of such lines', () => {
    const text = `a:\n  b: [\n${'x,\n'.repeat(200_000)}]\n`
    assert.match(failure(text) ?? '', /YAML not well-formed/)
  })

  it('takes any name for a member', () => {
    const document = parse('__proto__: {polluted: 1}\nconstructor: 2\n')
    assert.deepEqual(Object.keys(document as object), ['__proto__', 'constructor'])
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })

  it('says where it goes wrong', () => {
    assert.equal(failure('a: [1\nb: 2'), 'Template format error: YAML not well-formed. (line 2, column 2)')
    assert.equal(
      failure('Resources:\n  A:\n\tType: x'),
      'Template format error: YAML not well-formed. (line 3, column 1)',
    )
    assert.equal(failure('a: !Nope x'), 'Template format error: YAML not well-formed. (line 1, column 4)')
    assert.equal(failure('just words'), 'Template format error: unsupported structure.')
    assert.equal(failure(''), 'Template format error: unsupported structure.')
    assert.equal(failure('- a\n- b'), 'Template format error: unsupported structure.')
    assert.equal(failure('a: 1\n---\nb: 2'), 'Template format error: unsupported structure.')
  })

  it('refuses keys that are no texts', () => {
    assert.equal(
      failure('Mappings:\n  M:\n    123456789012: {a: b}\n'),
      'Template format error: [/Mappings/M] map keys must be strings; received numeric [123456789012] instead',
    )
    assert.equal(
      failure('Resources:\n  R:\n    Condition:\n      !Sub "${a}": x\n'),
      'Template format error: [/Resources/R/Condition] map keys must be strings; received a map instead',
    )
  })

  it('refuses aliases, and with them their bombs', () => {
    const message = 'Template error: YAML aliases are not allowed in CloudFormation templates'
    assert.equal(failure('a: &x {b: 1}\nc: *x\n'), message)
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
    for (let level = 1; level < 12; level++) {
      const items = Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')
      bomb += `a${level}: &a${level} [${items}]\n`
    }
    assert.equal(failure(bomb), message)
    assert.equal(
      messageOf(() => parseTemplate(bomb, { lenient: true })),
      message,
    )
    assert.match(failure(`a: ${'['.repeat(5000)}${']'.repeat(5000)}`) ?? '', /YAML not well-formed/)
  })

  it('follows aliases and merge keys when it is lenient', () => {
    const text = 'base: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\nlist: [*b]\n200: {ok: true}\n'
    assert.deepEqual(parseTemplate(text, { lenient: true }).document, {
      '200': { ok: true },
      base: { x: 1, y: 2 },
      a: { y: 3, x: 1 },
      list: [{ x: 1, y: 2 }],
    })
  })
})

describe('parseTemplate of JSON', () => {
  it('reads it', () => {
    assert.deepEqual(parseTemplate(' {"a": {"Fn::GetAtt": ["A", "B"]}, "n": 2.0, "ApiVersion": 2.0}'), {
      format: 'json',
      document: { a: { 'Fn::GetAtt': ['A', 'B'] }, n: 2, ApiVersion: '2.0' },
    })
    assert.deepEqual(parse('{"a": 12345678901234567890, "a": 1}'), { a: 1 })
  })

  for (const [text, line, column] of [
    // As AWS answered it.
    ['{"this is invalid JSON"="bad"}', 1, 25],
    ['{', 1, 2],
    ['{"a": }', 1, 8],
    ['{"a": 1,}', 1, 10],
    ['{"a": [1, 2}', 1, 13],
    ['{\n  "a": tru\n}', 2, 11],
    ['{"a": "\n"}', 1, 9],
    ['{"a": "\\x"}', 1, 10],
    ['{"a": "b', 1, 9],
    ['{"a": 1} x', 1, 11],
    ['{"a": [1,]}', 1, 11],
    ['{a: 1}', 1, 3],
  ] as const)
    it(`says where ${JSON.stringify(text)} goes wrong`, () =>
      assert.equal(
        failure(text),
        `Template format error: JSON not well-formed. (line ${line}, column ${column})`,
      ))

  it('refuses what nests too deeply', () => {
    const text = `{"a": ${'['.repeat(3000)}${']'.repeat(3000)}}`
    assert.equal(failure(text), 'Template format error: unsupported structure.')
  })
})
