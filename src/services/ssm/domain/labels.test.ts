import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attach, detach, isLabel, labelsOf, withoutVersion } from './labels.ts'

describe('labels', () => {
  it('have letters, digits and three symbols, and begin with none of what is reserved', () => {
    for (const label of ['prod', 'Prod.1-a_b', '_x', '.', 'a'.repeat(100)]) assert.ok(isLabel(label), label)
    for (const label of ['1st', 'aws', 'AWSome', 'ssm-x', 'Ssm', 'a b', 'a/b', 'ä']) {
      assert.ok(!isLabel(label), label)
    }
  })

  it('move from version to version', () => {
    const first = attach({}, 1, ['prod', 'east']).labels
    const second = attach(first, 2, ['prod']).labels
    assert.deepEqual(labelsOf(second, 1), ['east'])
    assert.deepEqual(labelsOf(second, 2), ['prod'])
  })

  it('that break the rules are named, and the others attached', () => {
    assert.deepEqual(attach({}, 1, ['1st', 'ok']), { labels: { ok: 1 }, invalid: ['1st'] })
  })

  it('are at most ten on a version', () => {
    const ten = Array.from({ length: 10 }, (_, index) => `l${index}`)
    const full = attach({}, 1, ten).labels
    assert.deepEqual(attach(full, 1, ten).labels, full)
    assert.throws(() => attach(full, 1, ['one-more']), { code: 'ParameterVersionLabelLimitExceeded' })
    assert.equal(Object.keys(attach(full, 2, ['one-more']).labels).length, 11)
  })

  it('come off the version that has them', () => {
    assert.deepEqual(detach({ a: 1, b: 1, c: 2 }, 1, ['a', 'c', 'd']), {
      labels: { b: 1, c: 2 },
      removed: ['a'],
      invalid: ['c', 'd'],
    })
  })

  it('go with their version', () => {
    assert.deepEqual(withoutVersion({ a: 1, b: 2 }, 1), { b: 2 })
  })
})
