/**
 * What passwords must be like. Source: IAM User Guide, "Set an account password policy for IAM users". UNVERIFIED: the
 * words of the refusals.
 */

/** An account's own rules. Ages in days. */
export type PasswordPolicy = {
  readonly minimumLength: number
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly allowUsersToChange: boolean
  readonly maxAgeDays?: number
  readonly reusePrevention?: number
  readonly hardExpiry?: boolean
}

const symbols = /[!@#$%^&*()_+\-=[\]{}|']/

const classes: ReadonlyArray<readonly [RegExp, string]> = [
  [/[A-Z]/, 'one uppercase letter'],
  [/[a-z]/, 'one lowercase letter'],
  [/[0-9]/, 'one number'],
  [symbols, 'one symbol'],
]

/** Why a password is refused, or undefined when it is not. Without an account policy AWS's default one counts. */
export function passwordProblem(password: string, policy: PasswordPolicy | undefined): string | undefined {
  const minimumLength = policy?.minimumLength ?? 8
  if (password.length < minimumLength) return `Password should have a minimum length of ${minimumLength}`
  if (!policy) {
    const used = classes.filter(([pattern]) => pattern.test(password)).length
    return used >= 3
      ? undefined
      : 'Password should have a minimum of three of the following mix of character types: uppercase, lowercase, numbers, and non-alphanumeric characters'
  }
  const wanted = [
    policy.requireUppercase,
    policy.requireLowercase,
    policy.requireNumbers,
    policy.requireSymbols,
  ]
  const missing = classes.find(([pattern], index) => wanted[index] && !pattern.test(password))
  return missing && `Password should have at least ${missing[1]}`
}
