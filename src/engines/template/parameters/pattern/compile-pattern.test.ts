import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from './compile-pattern.ts'
import { PatternError } from './syntax.ts'

const matches = (pattern: string, text: string): boolean => compilePattern(pattern).matches(text)

describe('compilePattern', () => {
  for (const [pattern, yes, no] of [
    ['abc', ['abc'], ['ab', 'abcd', '']],
    ['a|bc|', ['a', 'bc', ''], ['b', 'abc']],
    ['^[a-z0-9]{6,16}+$', ['abcdef', 'a1b2c3d4e5f6g7h8'], ['abcde', 'ABCDEF', 'a1b2c3d4e5f6g7h89']],
    ['[a-zA-Z][a-zA-Z0-9]*', ['a1'], ['1a', 'a-']],
    ['[^@]+@[^@]+\\.[^@]+', ['a@b.c'], ['a@b', '@b.c']],
    ['(?!xn--)[a-z0-9-]{3,63}', ['bucket'], ['xn--abc', 'ab']],
    ['(?=.*[A-Z])(?=.*\\d).{8,}', ['Abcdefg1'], ['abcdefg1', 'Abcdefgh', 'Abc1']],
    ['(?i)yes|no', ['YES', 'No'], ['nope']],
    ['a(?i:b)c', ['aBc'], ['aBC']],
    ['\\p{Alnum}+\\p{Punct}', ['ab1!'], ['ab1']],
    ['[\\p{L}&&[^a]]+', ['bcé'], ['abc']],
    ['[\\w.-]+', ['a.b-c_d'], ['a b']],
    ['[]a]+', [']a'], ['b']],
    ['[a-]+', ['a-'], ['b']],
    ['\\Qa.b\\E+', ['a.b', 'a.ba.b'], ['aXb']],
    ['(a(b(c)?)?)?', ['', 'a', 'ab', 'abc'], ['ac']],
    ['\\x41\\u0042\\0103', ['ABC'], ['abc']],
    ['.*', ['', 'anything'], ['a\nb']],
    ['\\bword\\b', ['word'], ['words']],
    ['(?<name>a)+', ['aa'], ['b']],
    [
      'arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/.+',
      ['arn:aws:kms:eu-west-1:123456789012:key/x'],
      ['arn:aws:kms'],
    ],
    ['((\\d{1,3})\\.){3}\\d{1,3}/(\\d|[1-2]\\d|3[0-2])', ['10.0.0.0/16'], ['10.0.0.0/33', '10.0.0/16']],
  ] as const)
    it(pattern, () => {
      for (const text of yes) assert.ok(matches(pattern, text), text)
      for (const text of no) assert.ok(!matches(pattern, text), text)
    })

  for (const pattern of [
    '(',
    ')',
    '[',
    '[z-a]',
    '*',
    'a{2,1}',
    'a{',
    '\\',
    '\\y',
    '(?<=a)b',
    '(a)\\1',
    '(?',
    '\\p{Nope}',
    'a{99999}',
  ])
    it(`refuses ${pattern}`, () => assert.throws(() => compilePattern(pattern), PatternError))

  it('does not fall for patterns that others try forever', () => {
    for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*a){12}b', '(a*)*b', '([a-z]+)*\\d'])
      assert.equal(matches(pattern, 'a'.repeat(4000)), false, pattern)
  })

  it('bounds what it takes', () => {
    assert.throws(() => matches('((((.{1,40}){1,40}){1,40}){1,40})', 'a'), PatternError)
    assert.throws(() => compilePattern('('.repeat(500) + ')'.repeat(500)), PatternError)
  })

  it('agrees with the language where both have a construct', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '\\w',
      '(?:a|b)',
      '(?=a)',
      '(?!b)',
      '1',
    )
    const piece = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?'))
      .map(([one, how]) => (one.startsWith('(?=') || one.startsWith('(?!') ? one : one + how))
    const pattern = fc
      .array(
        fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => parts.join('|'))
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', '1', 'x'), maxLength: 7 }),
        (source, text) => {
          assert.equal(
            matches(source, text),
            new RegExp(`^(?:${source})$`).test(text),
            `${source} on ${text}`,
          )
        },
      ),
      { numRuns: 1000 },
    )
  })
})
