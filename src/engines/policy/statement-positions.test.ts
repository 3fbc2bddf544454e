import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { statementSpans } from './statement-positions.ts'

const shown = (text: string) =>
  statementSpans(text).map(({ start, end }) => [start.line, start.column, end.line, end.column])

// What AWS has answered to users for these texts.
describe('where statements stand', () => {
  it('alone', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
    assert.deepEqual(shown(text), [[1, 38, 1, 167]])
  })

  it('in a list', () => {
    const text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}'
    assert.deepEqual(shown(text)[0]?.slice(0, 2), [1, 41])
    assert.deepEqual(shown(text).length, 2)
  })

  it('on lines of their own', () => {
    const lines = ['{', '  "Version": "2012-10-17",', '  "Statement": [', '    {', '      "Effect": "Allow",']
    const text = [...lines, '      "Action": "*",', '      "Resource": "*"', '    }', '  ]', '}'].join('\n')
    assert.deepEqual(shown(text), [[3, 17, 8, 6]])
  })

  it('whatever else the text holds', () => {
    assert.deepEqual(shown('{"Id":"\\"Statement\\":{","Statement":[]}'), [])
    for (const text of ['', '{', '[', '{"Statement":', '{"Statement":[{', '"Statement"', '{"a":1 2}'])
      assert.ok(Array.isArray(statementSpans(text)), text)
  })

  it('by chance: as many as there are, each where it is', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), value), { maxLength: 4 }),
        value,
        fc.nat(3),
        (all, other, indent) => {
          const text = JSON.stringify({ Id: other, Statement: all, Version: 'x' }, null, indent)
          const lines = text.split('\n')
          const spans = statementSpans(text)
          assert.equal(spans.length, all.length)
          const offset = ({ line, column }: { line: number; column: number }) =>
            lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1
          for (const [index, { start, end }] of spans.entries())
            assert.deepEqual(
              JSON.parse(text.slice(offset(start), offset(end))),
              JSON.parse(JSON.stringify(all[index])),
            )
        },
      ),
    )
  })

  it('is found of hostile texts too', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', 'a') }),
        (text) => {
          statementSpans(text)
          statementSpans(`{"Statement":${text}`)
        },
      ),
    )
  })
})
