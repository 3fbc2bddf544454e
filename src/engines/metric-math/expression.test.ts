import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { evaluate, idsOf, MetricMathError, parseExpression, type Series, type Value } from './index.ts'

const minute = 60_000
const series = (label: string, ...values: Array<number | undefined>): Series => ({
  label,
  period: 60,
  points: new Map(
    values.flatMap((value, index) => (value === undefined ? [] : [[index * minute, value] as const])),
  ),
})
const metrics = new Map([
  ['m1', series('m1', 1, 2, undefined, 4)],
  ['m2', series('m2', 10, undefined, 30, 40)],
  ['errors_a', series('errors_a', 5, 6, 7, 8)],
])

function compute(text: string): Value {
  const scope = { metrics, start: 0, end: 4 * minute, period: 60 }
  return evaluate(
    parseExpression(text),
    (id) => {
      const found = metrics.get(id)
      return found && { kind: 'series', series: found }
    },
    scope,
  )
}

function shown(value: Value): unknown {
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'series') return [...value.series.points].map(([at, number]) => [at / minute, number])
  return value.kind === 'array' ? value.items.map(({ label }) => label) : value.text
}

describe('metric math', () => {
  for (const [text, expected] of [
    ['1 + 2 * 3 ^ 2', 19],
    ['-(2 - 5) / 2', 1.5],
    [
      'm1 + m2',
      [
        [0, 11],
        [3, 44],
      ],
    ],
    [
      'm1 * 2',
      [
        [0, 2],
        [1, 4],
        [3, 8],
      ],
    ],
    [
      'm1 > 1 AND m1 < 4',
      [
        [0, 0],
        [1, 1],
        [3, 0],
      ],
    ],
    ['SUM(m1)', 7],
    [
      'AVG([m1, m2])',
      [
        [0, 5.5],
        [1, 2],
        [2, 30],
        [3, 22],
      ],
    ],
    [
      'MAX(METRICS("errors")) - 1',
      [
        [0, 4],
        [1, 5],
        [2, 6],
        [3, 7],
      ],
    ],
    [
      'FILL(m1, REPEAT)',
      [
        [0, 1],
        [1, 2],
        [2, 2],
        [3, 4],
      ],
    ],
    [
      'FILL(m1, LINEAR)',
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'FILL(m1, m2)',
      [
        [0, 1],
        [1, 2],
        [2, 30],
        [3, 4],
      ],
    ],
    [
      'DIFF(m1)',
      [
        [1, 1],
        [3, 2],
      ],
    ],
    [
      'RATE(m1 * 60)',
      [
        [1, 1],
        [3, 1],
      ],
    ],
    [
      'RUNNING_SUM(m1)',
      [
        [0, 1],
        [1, 3],
        [3, 7],
      ],
    ],
    [
      'IF(m1 > 1, m2, 0)',
      [
        [0, 0],
        [3, 40],
      ],
    ],
    ['PERIOD(m1)', 60],
    ['DATAPOINT_COUNT([m1, m2])', 6],
    ['METRIC_COUNT(METRICS())', 3],
    [
      'TIME_SERIES(7)',
      [
        [0, 7],
        [1, 7],
        [2, 7],
        [3, 7],
      ],
    ],
    ['SORT(METRICS(), MAX, DESC, 2)', ['m2', 'errors_a']],
    ['SLICE(METRICS(), 1, 2)', ['m2']],
    [
      'MINUTE(m1)',
      [
        [0, 0],
        [1, 1],
        [3, 3],
      ],
    ],
    ['1 / 0 * m1', []],
  ] as const)
    it(text, () => assert.deepEqual(shown(compute(text)), expected))

  it('names what it refers to', () => {
    assert.deepEqual([...idsOf(parseExpression('SUM([a, b]) + -c * 2'))], ['a', 'b', 'c'])
  })

  it('fails in its own way whatever it is given', () => {
    const word = fc.constantFrom(
      'm1',
      'm2',
      'SUM',
      'IF',
      'FILL',
      'METRICS',
      'SORT',
      'RATE',
      '(',
      ')',
      '[',
      ']',
      ',',
      '+',
      '-',
      '*',
      '/',
      '^',
      '>',
      'AND',
      'OR',
      '1',
      '2.5',
      '"x"',
      'LAST',
      'x',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
        ),
        (text) => {
          try {
            compute(text)
          } catch (error) {
            assert.ok(error instanceof MetricMathError, String(error))
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
