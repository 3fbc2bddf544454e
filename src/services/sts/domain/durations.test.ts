import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { roleSessionSeconds, userSessionSeconds } from './durations.ts'

describe('durations', () => {
  it('of role sessions stay within what the role allows', () => {
    assert.equal(roleSessionSeconds(undefined, 43_200, false), 3600)
    assert.equal(roleSessionSeconds(43_200, 43_200, false), 43_200)
    assert.throws(() => roleSessionSeconds(7200, 3600, false), {
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    })
  })

  it('of chained role sessions stay within an hour', () => {
    assert.equal(roleSessionSeconds(3600, 43_200, true), 3600)
    assert.throws(() => roleSessionSeconds(3601, 43_200, true), {
      code: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    })
  })

  it('of users are twelve hours unless asked, of the root user never more than one', () => {
    assert.equal(userSessionSeconds(undefined, false), 43_200)
    assert.equal(userSessionSeconds(900, false), 900)
    assert.equal(userSessionSeconds(43_200, true), 3600)
  })
})
