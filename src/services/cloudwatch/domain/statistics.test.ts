import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { joinSamples, type Sample, sampleOf } from './samples.ts'
import { compute, readStatistic } from './statistics.ts'

const of = (text: string, samples: readonly Sample[]) => {
  const statistic = readStatistic(text)
  assert.ok(statistic, text)
  return compute(statistic, samples)
}

describe('statistics', () => {
  const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })

  it('do not depend on how values are gathered into samples', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 10 }), (values, size) => {
        const one = [
          sampleOf(
            0,
            'None',
            values.map((value) => [value, 1]),
          ),
        ]
        const many = values.map((value) => sampleOf(0, 'None', [[value, 1]]))
        const [first, ...rest] = many as [Sample, ...Sample[]]
        const some = [joinSamples(0, [first, ...rest.slice(0, size)]), ...rest.slice(size)]
        for (const text of [
          'SampleCount',
          'Sum',
          'Average',
          'Minimum',
          'Maximum',
          'p0',
          'p37.5',
          'p100',
          'tm90',
          'WM(10%:90%)',
          'TC(-5:100)',
          'PR(:0)',
          'iqm',
        ]) {
          const expected = of(text, one)
          for (const samples of [many, some]) {
            const found = of(text, samples)
            assert.ok(found === expected || Math.abs((found ?? 0) - (expected ?? 0)) < 1e-6, text)
          }
        }
      }),
    )
  })

  it('of percentiles are values that so many do not exceed', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 100, noNaN: true }), (values, percent) => {
        const text = `p${percent.toFixed(2)}`
        const found = of(text, [
          sampleOf(
            0,
            'None',
            values.map((value) => [value, 1]),
          ),
        ])
        assert.ok(found !== undefined && values.includes(found))
        const below = values.filter((value) => value <= found).length
        assert.ok(below / values.length >= Number(percent.toFixed(2)) / 100 - 1e-9)
      }),
    )
  })

  it('know nothing of a distribution that nobody told', () => {
    const set: Sample = { at: 0, unit: 'None', count: 3, sum: 6, min: 1, max: 3 }
    assert.equal(of('Average', [set]), 2)
    assert.equal(of('p50', [set]), undefined)
    assert.equal(of('p50', [{ ...set, min: 2, max: 2 }]), 2)
  })

  it('keep a bounded number of distinct values, within a percent', () => {
    const sample = sampleOf(
      0,
      'None',
      Array.from({ length: 20_000 }, (_, index) => [index + 1, 1]),
    )
    assert.ok((sample.values?.length ?? 0) < 1_500)
    assert.equal(sample.sum, 200_010_000)
    const median = of('p50', [sample]) ?? 0
    assert.ok(Math.abs(median - 10_000) < 150, String(median))
  })

  it('that are none are refused', () => {
    for (const text of ['', 'p', 'p101', 'average', 'TM(:)', 'TM(10%:20)', 'PR(10%:20%)', 'P90th', 'TC(a:b)'])
      assert.equal(readStatistic(text), undefined, text)
  })
})
