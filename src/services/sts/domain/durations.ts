import { validation } from '../errors.ts'
import { limits } from '../limits.ts'

/** How long a role's session lasts. Fails with ValidationError when that is too long. Unit: seconds. */
export function roleSessionSeconds(
  requested: number | undefined,
  maxSessionSeconds: number,
  isChained: boolean,
): number {
  const seconds = requested ?? limits.roleSessionDefault
  if (isChained && seconds > limits.chainedRoleSession) {
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  if (seconds > maxSessionSeconds)
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  return seconds
}

/** How long a user's own session lasts. The root user's ends after an hour, whatever is asked. Unit: seconds. */
export function userSessionSeconds(requested: number | undefined, isRoot: boolean): number {
  return isRoot
    ? Math.min(requested ?? limits.rootSession, limits.rootSession)
    : (requested ?? limits.userSessionDefault)
}
