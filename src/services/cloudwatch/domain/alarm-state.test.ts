import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MissingData } from './alarm.ts'
import { judge, reasonFor } from './alarm-state.ts'

const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']

/** `0` is fine, `X` breaches, `-` is missing; oldest first. */
function verdicts(points: string, datapointsToAlarm: number): Array<string | undefined> {
  return treatments.map(
    (missing) =>
      judge({
        points: [...points].map((letter, at) => ({
          at,
          value: letter === '-' ? undefined : letter === 'X' ? 10 : 0,
        })),
        evaluationPeriods: 3,
        datapointsToAlarm,
        threshold: 5,
        comparison: 'GreaterThanThreshold',
        missing,
      }).state,
  )
}

describe('the state of an alarm', () => {
  // Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", 3 out of 3.
  for (const [points, expected] of [
    ['0-X-X', ['OK', 'OK', 'OK', 'OK']],
    ['----0', ['OK', 'OK', 'OK', 'OK']],
    ['-----', ['INSUFFICIENT_DATA', undefined, 'ALARM', 'OK']],
    ['0XX-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', ['ALARM', undefined, 'ALARM', 'OK']],
  ] as const) {
    it(`of ${points}, all of three`, () => assert.deepEqual(verdicts(points, 3), expected))
  }

  // The same page, 2 out of 3.
  for (const [points, expected] of [
    ['0-X-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['00X0X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', ['OK', undefined, 'ALARM', 'OK']],
    ['----0', ['OK', undefined, 'ALARM', 'OK']],
    ['---0-', ['OK', undefined, 'ALARM', 'OK']],
    ['--X--', ['ALARM', undefined, 'ALARM', 'OK']],
  ] as const) {
    it(`of ${points}, two of three`, () => assert.deepEqual(verdicts(points, 2), expected))
  }

  it('is given a reason', () => {
    const given = {
      points: [{ at: 0, value: undefined }],
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      threshold: 5,
      comparison: 'LessThanThreshold',
      missing: 'missing',
    } as const
    assert.equal(
      reasonFor(given, judge(given), 'INSUFFICIENT_DATA'),
      'Insufficient Data: 1 datapoint was unknown.',
    )
    const treated = { ...given, missing: 'breaching' } as const
    assert.equal(
      reasonFor(treated, judge(treated), 'ALARM'),
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    )
    const fine = { ...given, points: [{ at: Date.UTC(2026, 0, 2, 3, 4), value: 7.5 }] }
    assert.equal(
      reasonFor(fine, judge(fine), 'OK'),
      'Threshold Crossed: 1 out of the last 1 datapoint [7.5 (02/01/26 03:04:00)] was not less than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).',
    )
  })
})
