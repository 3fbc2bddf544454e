/** How long an event is tried, and what its dead letter says. Source: EventBridge User Guide, "Event retry policy and using dead-letter queues". */
import type { BackoffPolicy } from '../../../base/backoff.ts'
import { eventAgeSecondsDefault, retryAttemptsDefault } from '../limits.ts'
import type { TargetRecord } from './target-record.ts'

/**
 * How the time between tries grows. AWS says: exponential back-off and jitter, 185 tries in 24 hours. Ours: from a second to ten
 * minutes, which brings about as many into a day.
 */
export const deliveryBackoff: BackoffPolicy = { firstMs: 1_000, longestMs: 600_000, factor: 2 }

/** Why an event is not tried again. */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'

/** `failedTries` with the one that just failed; instants in milliseconds since the epoch. */
export function exhausted(
  target: TargetRecord,
  failedTries: number,
  acceptedAt: number,
  nextAt: number,
): Exhausted | undefined {
  const { MaximumRetryAttempts = retryAttemptsDefault, MaximumEventAgeInSeconds = eventAgeSecondsDefault } =
    target.RetryPolicy ?? {}
  if (failedTries > MaximumRetryAttempts) return 'MaximumRetryAttempts'
  return nextAt > acceptedAt + MaximumEventAgeInSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined
}

/** Why a delivery failed, in EventBridge's own codes. Source: User Guide, "Troubleshooting", event delivery error codes. */
export function deliveryErrorCode(code: string): string {
  if (/AccessDenied|NotAuthorized|Unauthorized|AuthorizationError|Forbidden/.test(code))
    return 'NO_PERMISSIONS'
  if (/NotFound|NonExistent|DoesNotExist|NoSuch/.test(code)) return 'NO_RESOURCE'
  if (/Throttl|TooMany|RequestLimit|SlowDown|Provisioned/.test(code)) return 'THROTTLING'
  if (/Timeout/.test(code)) return 'TIMEOUT'
  if (/InvalidRequestContent|InvalidExecutionInput/.test(code)) return 'INVALID_JSON'
  if (/^[A-Z_]+$/.test(code)) return code
  return 'SDK_CLIENT_ERROR'
}

/** The attributes of a dead letter. `failedTries`: of these the first was no retry. */
export function deadLetterAttributes(facts: {
  readonly ruleArn: string
  readonly targetArn: string
  readonly errorCode: string
  readonly errorMessage: string
  readonly failedTries: number
  readonly exhausted?: Exhausted
}): Record<string, string> {
  return {
    RULE_ARN: facts.ruleArn,
    TARGET_ARN: facts.targetArn,
    ERROR_CODE: facts.errorCode,
    ERROR_MESSAGE: facts.errorMessage.slice(0, 1024) || facts.errorCode,
    ...(facts.exhausted === undefined
      ? {}
      : {
          EXHAUSTED_RETRY_CONDITION: facts.exhausted,
          RETRY_ATTEMPTS: String(Math.max(0, facts.failedTries - 1)),
        }),
  }
}
