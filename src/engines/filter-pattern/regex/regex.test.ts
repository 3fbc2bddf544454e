import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compileFilterPattern } from '../index.ts'
import { compileRegex } from './compile-regex.ts'

function found(source: string, text: string): boolean {
  return compileRegex(source)(text)
}

function refused(source: string, message: string): void {
  assert.throws(() => compileFilterPattern(`%${source}%`), { name: 'FilterPatternError', message }, source)
}

describe('regular expressions', () => {
  // The cases are those of the User Guide, "Supported regular expressions (regex) syntax".
  const cases: ReadonlyArray<readonly [source: string, yes: readonly string[], no: readonly string[]]> = [
    ['AUTHORIZED', ['[ERROR 401] UNAUTHORIZED REQUEST', 'AUTHORIZED'], ['AUTHORISED', '']],
    ['^[hc]at', ['hat', 'cat and'], ['a hat', 'that']],
    ['[hc]at$', ['hat', 'that'], ['hats']],
    ['colou?r', ['color', 'colour', 'a colour.'], ['colouur']],
    ['^[abcx-z]$', ['a', 'b', 'c', 'x', 'y', 'z'], ['d', 'w', 'ab', '']],
    ['^a{3,5}$', ['aaa', 'aaaa', 'aaaaa'], ['aa', 'aaaaaa']],
    ['^a{,2}$', ['', 'a', 'aa'], ['aaa']],
    ['^a{2,}$', ['aa', 'aaaaaaaa'], ['a', '']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['gra|ey', ['gray', 'grey'], ['gry']],
    [
      '^starting|^initializing|^shutting down',
      ['starting x', 'initializing', 'shutting down'],
      ['skipping initializing'],
    ],
    ['abcc|ab[^c]$', ['abcc ...', 'aba'], ['aac ...', 'abc']],
    ['\\[.\\]', ['[a]', '[7]', '[]]', '[ ]', '[😀]'], ['[]', '[ab]']],
    ['10\\.10\\.0\\.1', ['from 10.10.0.1'], ['10010,051']],
    ['10.10.0.1', ['10010,051'], ['10.10.01']],
    ['^ab*c$', ['ac', 'abc', 'abbbc'], ['abbb']],
    ['^ab+c$', ['abc', 'abbbc'], ['ac']],
    ['^.at$', ['hat', '#at', ' at', 'éat', '😀at'], ['at', 'chat']],
    ['^\\d\\D$', ['1a', '1é'], ['11', 'aa']],
    ['^\\s\\S$', ['\ta', '\nb', ' é'], ['ab', '  ']],
    ['^\\w\\W$', ['_-', 'a ', '0é'], ['aa', '--']],
    ['\\x3A', ['a:b'], ['ab']],
    ['\\x28', ['f(x)'], ['fx']],
    ['[\\d.]+ms', ['12.5ms'], ['ms']],
    ['[a-]b', ['-b', 'ab'], ['cb']],
    ['^$', [''], ['a']],
    ['a|', ['', 'b'], []],
    ['^a*b*c*d?e{0,2}$', ['', 'aabbcc', 'de', 'ee', 'ace'], ['ba', 'dd', 'eee']],
  ]
  for (const [source, yes, no] of cases) {
    it(source, () => {
      for (const text of yes) assert.equal(found(source, text), true, JSON.stringify(text))
      for (const text of no) assert.equal(found(source, text), false, JSON.stringify(text))
    })
  }

  it('refuses what AWS does not allow', () => {
    refused('something!', "Invalid character(s) in term '%something!'")
    refused('(ab)+', "Invalid character(s) in term '%('")
    refused('\\(', "Invalid character(s) in term '%\\('")
    refused('café', "Invalid character(s) in term '%café'")
    refused('', "Invalid character(s) in term '%%'")
    for (const source of [
      'a{',
      'a{3',
      'a{3,2}',
      'a{,}',
      '*a',
      'a**',
      'a+?',
      '[a',
      '[]',
      '\\',
      '\\xZZ',
      '\\xFF',
    ])
      refused(source, 'Invalid filter pattern')
    for (const source of ['a^b', 'a$b', 'a]', 'a}', '[z-a]', '[[a]]', `${'a{255}'.repeat(5)}`])
      refused(source, 'Invalid filter pattern')
    assert.throws(() => compileFilterPattern('%open'), { message: "Invalid character(s) in term '%open'" })
  })

  it('agrees with the language of JavaScript', () => {
    const character = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\w', '1', ' ')
    const repetition = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{1,3}', '{0,2}', '{2,}')
    const atoms = fc.array(
      fc.tuple(character, repetition).map(([set, times]) => set + times),
      { maxLength: 6 },
    )
    const alternative = fc
      .tuple(fc.boolean(), atoms, fc.boolean())
      .map(([start, parts, end]) => (start ? '^' : '') + parts.join('') + (end ? '$' : ''))
    const source = fc.array(alternative, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|'))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', 'é', '😀'), maxLength: 12 })
    fc.assert(
      fc.property(source, text, (expression, message) => {
        fc.pre(expression !== '')
        assert.equal(found(expression, message), new RegExp(expression, 'us').test(message))
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees with it beyond one machine word', () => {
    const atom = fc.constantFrom('a', 'b', 'a?', 'b*', '[ab]', 'a{7,9}', 'b{0,8}')
    const source = fc.array(atom, { minLength: 8, maxLength: 40 }).map((atoms) => `^${atoms.join('')}$|zz`)
    const text = fc.string({ unit: fc.constantFrom('a', 'a', 'b'), maxLength: 80 })
    fc.assert(
      fc.property(source, text, (expression, message) => {
        assert.equal(found(expression, message), slowTest(expression, message))
      }),
      { numRuns: 500 },
    )
  })

  it('takes a million characters without going back', () => {
    const text = 'a'.repeat(1_000_000)
    // Each of these takes a backtracking matcher years.
    for (const source of [
      '^a*a*a*a*a*a*a*a*a*a*a*a*b$',
      `${'a?'.repeat(60)}${'a'.repeat(60)}b`,
      'a.*a.*a.*a.*b',
    ]) {
      assert.equal(found(source, text), false)
    }
  })
})

/** The same by sets of positions, one character and one position at a time: slow, and simple enough to trust. */
function slowTest(source: string, text: string): boolean {
  const [row = ''] = source.slice(1).split('$|')
  const positions = [...row.matchAll(/(\[ab\]|[ab])(\?|\*|\{(\d),(\d)\})?/g)].flatMap(
    ([, set = '', times = '', min, max]) => {
      const once = { set, skip: false, stay: false }
      if (times === '*') return [{ set, skip: true, stay: true }]
      if (times === '?') return [{ ...once, skip: true }]
      if (times === '') return [once]
      return Array.from({ length: Number(max) }, (_, index) => ({ ...once, skip: index >= Number(min) }))
    },
  )
  const close = (at: Set<number>) => {
    for (const position of at) if (positions[position]?.skip) at.add(position + 1)
    return at
  }
  let at = close(new Set([0]))
  for (const character of text) {
    const next = new Set<number>()
    for (const position of at) {
      const { set, stay } = positions[position] ?? { set: '', stay: false }
      if (!set.includes(character)) continue
      next.add(position + 1)
      if (stay) next.add(position)
    }
    at = close(next)
  }
  return at.has(positions.length)
}
