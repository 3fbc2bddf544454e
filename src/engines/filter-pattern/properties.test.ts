import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  compileFilterPattern,
  type FilterPattern,
  FilterPatternError,
  parseFilterPattern,
  printFilterPattern,
} from './index.ts'
import type { Comparison, Field, FieldCondition, JsonCondition, Operand, SelectorStep } from './types.ts'

const anyText = fc.string({ unit: fc.constantFrom(...'ab1 _-.*"\\\'%é{}[]&|:'), minLength: 1, maxLength: 8 })
const words = (form: string) => fc.stringMatching(new RegExp(`^${form}{1,8}$`))

/** Records as literals write them; fast-check's own have no prototype. */
const record = <T>(model: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
  fc.record(model, { noNullPrototype: true })

const source = fc.constantFrom('a', '^a.*b$', '[0-9]{2,3}', 'x|y', '\\d+ \\x28')
const number = fc
  .constantFrom('0', '-1', '+1.5', '1e-3', '404')
  .map((text): Operand => ({ type: 'word', text }))
const operand: fc.Arbitrary<Operand> = fc.oneof(
  words('[A-Za-z0-9_.*+-]').map((text): Operand => ({ type: 'word', text })),
  anyText.map((text): Operand => ({ type: 'quoted', text })),
)
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  record({
    type: fc.constant('compare' as const),
    operator: fc.constantFrom('=' as const, '!=' as const),
    operand,
  }),
  record({
    type: fc.constant('compare' as const),
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    operand: number,
  }),
)

const step: fc.Arbitrary<SelectorStep> = fc.oneof(
  words('[A-Za-z0-9_-]').map((name): SelectorStep => ({ type: 'property', name })),
  anyText.map((name): SelectorStep => ({ type: 'property', name })),
  fc.nat(999).map((index): SelectorStep => ({ type: 'element', index })),
)
const selector = fc.array(step, { minLength: 1, maxLength: 3 })
const jsonLeaf: fc.Arbitrary<JsonCondition> = fc.oneof(
  fc.tuple(selector, comparison).map(([path, test]): JsonCondition => ({ ...test, selector: path })),
  record({
    type: fc.constant('is' as const),
    selector,
    value: fc.constantFrom('NULL' as const, 'TRUE' as const, 'FALSE' as const),
  }),
  record({ type: fc.constant('not-exists' as const), selector }),
)
const { json } = fc.letrec<{ json: JsonCondition; either: JsonCondition }>((tie) => ({
  json: fc.oneof({ depthSize: 'small', withCrossShrink: true }, jsonLeaf, tie('either')),
  either: record({
    type: fc.constantFrom('and' as const, 'or' as const),
    conditions: fc.array(tie('json'), { minLength: 2, maxLength: 3 }),
  }),
}))

const fieldAnd: fc.Arbitrary<FieldCondition> = fc
  .array(comparison, { minLength: 1, maxLength: 2 })
  .map((conditions) =>
    conditions.length === 1 && conditions[0] ? conditions[0] : { type: 'and', conditions },
  )
const fieldOr: fc.Arbitrary<FieldCondition> = fc
  .array(fieldAnd, { minLength: 1, maxLength: 2 })
  .map((conditions) =>
    conditions.length === 1 && conditions[0] ? conditions[0] : { type: 'or', conditions },
  )
const fields: fc.Arbitrary<Field[]> = fc
  .uniqueArray(fc.tuple(words('[a-z]'), fc.option(fieldOr, { nil: undefined })), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 4,
  })
  .map((list) =>
    list.map(([name, condition]): Field => ({ type: 'field', name, ...(condition ? { condition } : {}) })),
  )

const pattern: fc.Arbitrary<FilterPattern> = fc.oneof(
  fc.constant<FilterPattern>({ type: 'everything' }),
  source.map((text): FilterPattern => ({ type: 'regex', source: text })),
  fc
    .array(
      record({
        kind: fc.constantFrom('include' as const, 'optional' as const, 'exclude' as const),
        text: anyText,
      }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((terms): FilterPattern => ({ type: 'terms', terms })),
  json.map((condition): FilterPattern => ({ type: 'json', condition })),
  fc
    .tuple(fields, fc.constantFrom<Field[]>([], [{ type: 'ellipsis' }], [{ type: 'field' }]), fields)
    .filter(
      ([before, , after]) => new Set([...before, ...after].map((field) => JSON.stringify(field))).size >= 2,
    )
    .map(([before, middle]): FilterPattern => ({ type: 'fields', fields: [...before, ...middle] })),
)

/** Whatever a pattern is made of, in any order, and whatever else. */
const almostPattern = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '(',
        ')',
        '$.a',
        '$.',
        '[*]',
        '.*',
        '=',
        '!=',
        '>',
        '&&',
        '||',
        ',',
        '...',
      ),
      fc.constantFrom(
        '"a b"',
        '%a*%',
        '%',
        '"',
        "'",
        '\\',
        '?',
        '-',
        'IS',
        'NOT',
        'EXISTS',
        'NULL',
        '1e3',
        'w',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .chain((parts) =>
    fc.constantFrom(parts.join(''), `{${parts.join(' ')}}`, `[${parts.join('')}]`, `%${parts.join('')}%`),
  )

describe('filter patterns', () => {
  it('are the same after writing and reading', () => {
    fc.assert(
      fc.property(pattern, (wanted) => {
        const text = printFilterPattern(wanted)
        fc.pre(text.length <= 1024)
        assert.deepEqual(parseFilterPattern(text), wanted, text)
      }),
      { numRuns: 2000 },
    )
  })

  it('are read, or refused with a clear error, whatever the text', () => {
    fc.assert(
      fc.property(almostPattern, fc.string(), fc.json(), (text, message, document) => {
        let compiled: ReturnType<typeof compileFilterPattern>
        try {
          compiled = compileFilterPattern(text)
        } catch (error) {
          assert.ok(error instanceof FilterPatternError, String(error))
          return
        }
        for (const sample of [message, document]) {
          assert.equal(compiled.matches(sample), compiled.match(sample) !== undefined)
        }
        assert.deepEqual(parseFilterPattern(printFilterPattern(compiled.pattern)), compiled.pattern)
      }),
      { numRuns: 5000 },
    )
  })

  it('may be nested as deep as a pattern is long', () => {
    const deep = `{${'('.repeat(500)}$.a=1${')'.repeat(500)}}`
    assert.ok(compileFilterPattern(deep).matches('{"a":1}'))
  })
})
