/**
 * How long EventBridge and its Scheduler try to reach a target, and how they name what went wrong.
 * Source: EventBridge User Guide, "Event retry policy and using dead-letter queues"; Scheduler User Guide, "Configuring a
 * dead-letter queue".
 */
import type { BackoffPolicy } from '../../base/backoff.ts'

/**
 * How the time between tries grows. AWS says: exponential back-off and jitter, 185 tries in 24 hours. Ours: from a second to ten
 * minutes, which brings about as many into a day.
 */
export const deliveryBackoff: BackoffPolicy = { firstMs: 1_000, longestMs: 600_000, factor: 2 }

/** Source: API Reference, RetryPolicy. */
export const retryAttemptsDefault = 185
/** Unit: seconds. Source: API Reference, RetryPolicy. */
export const eventAgeSecondsDefault = 86_400

/** As targets have it. */
export interface RetryPolicy {
  readonly MaximumRetryAttempts?: number
  readonly MaximumEventAgeInSeconds?: number
}

/** Why something is not tried again. */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'

/** `failedTries` with the one that just failed; instants in milliseconds since the epoch. */
export function exhausted(
  policy: RetryPolicy = {},
  failedTries: number,
  acceptedAt: number,
  nextAt: number,
): Exhausted | undefined {
  const { MaximumRetryAttempts = retryAttemptsDefault, MaximumEventAgeInSeconds = eventAgeSecondsDefault } =
    policy
  if (failedTries > MaximumRetryAttempts) return 'MaximumRetryAttempts'
  return nextAt > acceptedAt + MaximumEventAgeInSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined
}

/** Why a delivery failed, in EventBridge's own codes. Source: EventBridge User Guide, "Troubleshooting", event delivery error codes. */
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
