/** Codes that are sent to users: issuing them within limits, and holding answers against them. */
import type { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { codeMismatch, expiredCode, limitExceeded } from './errors.ts'
import { codeAttemptsMax, codesPerHourMax } from './limits.ts'
import type { Pool, User } from './records.ts'
import { changeUser, type NamePolicy } from './users.ts'

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

/** What a right answer to a code does. */
interface CodeAnswer {
  readonly purpose: string
  readonly given: string
  /** Changes the user for whom the code was right. It counts no more then. */
  readonly right: (user: User) => User
  readonly policy?: NamePolicy
}

/**
 * Holds an answer against the code of a purpose; wrong answers are counted. Fails with ExpiredCodeException, LimitExceededException,
 * CodeMismatchException.
 */
export async function answerCode(
  context: Pick<OperationContext, 'store' | 'now'>,
  pool: Pool,
  username: string,
  { purpose, given, right, policy }: CodeAnswer,
): Promise<User> {
  let refusal: AwsError | undefined
  const changed = await changeUser(
    context,
    pool,
    username,
    (current) => {
      const judged = judgeCode(current, purpose, given, context.now)
      refusal = judged.refusal
      return refusal ? judged.user : right(judged.user)
    },
    policy,
  )
  if (refusal) throw refusal
  return changed
}

/** `user` is to be kept in any case: wrong answers are counted, and a code that was right counts no more. */
function judgeCode(
  user: User,
  purpose: string,
  given: string,
  now: number,
): { readonly user: User; readonly refusal?: AwsError } {
  const code = user.codes[purpose]
  if (!code || code.expiresAt <= now) return { user, refusal: expiredCode() }
  if (code.wrong >= codeAttemptsMax) return { user, refusal: limitExceeded() }
  if (code.code === given) {
    const { [purpose]: _used, ...codes } = user.codes
    return { user: { ...user, codes } }
  }
  const codes = { ...user.codes, [purpose]: { ...code, wrong: code.wrong + 1 } }
  return { user: { ...user, codes }, refusal: codeMismatch() }
}
