import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nextWindow, type RotationRules } from './schedules.ts'

/** Friday, ten past two. */
const now = Date.UTC(2026, 4, 1, 14, 10)

function window(rules: RotationRules): [string, string] | undefined {
  const found = nextWindow(rules, now)
  const text = (at: number) => new Date(at).toISOString().slice(0, 19)
  return found && [text(found.opensAt), text(found.closesAt)]
}

describe('rotation schedules', () => {
  it('open windows as the user guide says', () => {
    assert.equal(window({}), undefined)
    assert.deepEqual(window({ days: 10 }), ['2026-05-11T00:00:00', '2026-05-11T23:59:59'])
    assert.deepEqual(window({ days: 10, duration: '3h' }), ['2026-05-11T00:00:00', '2026-05-11T03:00:00'])
    assert.deepEqual(window({ expression: 'rate(10 days)' }), ['2026-05-11T00:00:00', '2026-05-11T23:59:59'])
    assert.deepEqual(window({ expression: 'rate(6 hours)' }), ['2026-05-01T18:00:00', '2026-05-01T19:00:00'])
    assert.deepEqual(window({ expression: 'cron(0 16 1,15 * ? *)', duration: '2h' }), [
      '2026-05-01T16:00:00',
      '2026-05-01T18:00:00',
    ])
    assert.deepEqual(window({ expression: 'cron(0 8 ? * SAT *)' }), [
      '2026-05-02T08:00:00',
      '2026-05-02T23:59:59',
    ])
  })

  it('are refused when they are none', () => {
    for (const rules of [
      { expression: 'rate(3 hours)' },
      { expression: 'rate(1000 days)' },
      { expression: 'cron(5 8 * * ? *)' },
      { expression: 'every day' },
      { expression: 'at(2026-05-01T00:00:00)' },
      { expression: 'cron(0 22 * * ? *)', duration: '3h' },
    ])
      assert.throws(() => window(rules), { code: 'InvalidParameterException' }, JSON.stringify(rules))
  })
})
