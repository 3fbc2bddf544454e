/** Handing things to targets: for rules, schedules and pipes. */
export { type BusNotice, busNoticeHandler } from './bus-notices.ts'
export { isFinalFailure, noSuchTarget } from './errors.ts'
export { type FunctionAnswer, failureText, invokeFunction } from './invoke.ts'
export {
  deliveryBackoff,
  deliveryErrorCode,
  type Exhausted,
  eventAgeSecondsDefault,
  exhausted,
  type RetryPolicy,
  retryAttemptsDefault,
} from './retry.ts'
export { roleCaller } from './role-caller.ts'
export { isAssumableRole } from './roles.ts'
export { inRegion, isKnownTarget, putEvent, sendToTarget } from './send.ts'
export type { TargetDelivery, TargetOptions, TargetSurroundings } from './types.ts'
