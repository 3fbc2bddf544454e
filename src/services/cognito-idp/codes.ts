/** Codes that are sent to users: issuing them within limits, and holding answers against them. */
import { codeMismatch, expiredCode, limitExceeded } from './errors.ts'
import { codeAttemptsMax, codesPerHourMax } from './limits.ts'
import type { User } from './records.ts'

/** Unit: milliseconds. */
const hourMs = 3_600_000

/** A user with a code of one purpose; an earlier one of it counts no more. Fails with LimitExceededException. */
export function withCode(user: User, purpose: string, code: string, now: number, lifeMs: number): User {
  const sent = user.codesSentAt.filter((at) => at > now - hourMs)
  if (sent.length >= codesPerHourMax) throw limitExceeded()
  return {
    ...user,
    codes: { ...user.codes, [purpose]: { code, expiresAt: now + lifeMs, wrong: 0 } },
    codesSentAt: [...sent, now],
  }
}

/** What an answer to a code comes to. `user` is to be kept in any case: wrong answers are counted. */
export interface Judged {
  readonly user: User
  /** Throws what AWS answers to a code that does not count. */
  readonly require: () => void
}

/** Holds an answer against the code of a purpose; one that was right counts no more. */
export function judgeCode(user: User, purpose: string, given: string, now: number): Judged {
  const code = user.codes[purpose]
  if (!code || code.expiresAt <= now)
    return {
      user,
      require: () => {
        throw expiredCode()
      },
    }
  if (code.wrong >= codeAttemptsMax)
    return {
      user,
      require: () => {
        throw limitExceeded()
      },
    }
  if (code.code === given) {
    const { [purpose]: _used, ...codes } = user.codes
    return { user: { ...user, codes }, require: () => {} }
  }
  return {
    user: { ...user, codes: { ...user.codes, [purpose]: { ...code, wrong: code.wrong + 1 } } },
    require: () => {
      throw codeMismatch()
    },
  }
}
