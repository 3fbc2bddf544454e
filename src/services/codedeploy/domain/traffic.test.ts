import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { shiftsOf, type TrafficRouting } from '../../../aws/traffic-shifts.ts'
import { predefinedRoutings } from './traffic.ts'

const steps = { percent: fc.integer({ min: 1, max: 99 }), minutes: fc.integer({ min: 1, max: 2880 }) }
const routings: fc.Arbitrary<TrafficRouting> = fc.oneof(
  fc.constant({ type: 'AllAtOnce' as const }),
  fc.record({ type: fc.constant('TimeBasedCanary' as const), ...steps }),
  fc.record({ type: fc.constant('TimeBasedLinear' as const), ...steps }),
)

describe('shifts of traffic', () => {
  it('begin at once, grow, and end with everything', () => {
    fc.assert(
      fc.property(routings, (routing) => {
        const shifts = shiftsOf(routing)
        assert.equal(shifts[0]?.afterMinutes, 0)
        assert.equal(shifts.at(-1)?.percent, 100)
        for (const [index, shift] of shifts.entries()) {
          const before = shifts[index - 1]
          if (before) assert.ok(shift.percent > before.percent && shift.afterMinutes > before.afterMinutes)
        }
      }),
    )
  })

  it('of AWS’s own configurations are as their names say', () => {
    const lasts = [...predefinedRoutings].map(([name, routing]) => {
      const shifts = shiftsOf(routing)
      return [name.slice('CodeDeployDefault.Lambda'.length), shifts.length, shifts.at(-1)?.afterMinutes]
    })
    assert.deepEqual(lasts, [
      ['AllAtOnce', 1, 0],
      ['Canary10Percent5Minutes', 2, 5],
      ['Canary10Percent10Minutes', 2, 10],
      ['Canary10Percent15Minutes', 2, 15],
      ['Canary10Percent30Minutes', 2, 30],
      ['Linear10PercentEvery1Minute', 10, 9],
      ['Linear10PercentEvery2Minutes', 10, 18],
      ['Linear10PercentEvery3Minutes', 10, 27],
      ['Linear10PercentEvery10Minutes', 10, 90],
    ])
  })
})
