/** What a pool asks of passwords. Source: Developer Guide, "Adding user pool password requirements"; API Reference, PasswordPolicyType. */

/** As the API has it. */
export interface PasswordPolicy {
  readonly MinimumLength?: number | undefined
  readonly RequireUppercase?: boolean | undefined
  readonly RequireLowercase?: boolean | undefined
  readonly RequireNumbers?: boolean | undefined
  readonly RequireSymbols?: boolean | undefined
  readonly PasswordHistorySize?: number | undefined
  readonly TemporaryPasswordValidityDays?: number | undefined
}

/** What counts as a symbol, beside a space that is neither first nor last. */
export const symbols = '^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-'

/** Why a password does not conform, in AWS's words: the first reason there is. Undefined: it conforms. */
export function passwordFault(password: string, policy: PasswordPolicy): string | undefined {
  const characters = [...password]
  if (characters.length < (policy.MinimumLength ?? 6)) return 'Password not long enough'
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) return 'Password must have uppercase characters'
  if (policy.RequireLowercase && !/[a-z]/.test(password)) return 'Password must have lowercase characters'
  if (policy.RequireNumbers && !/[0-9]/.test(password)) return 'Password must have numeric characters'
  if (policy.RequireSymbols && !hasSymbol(characters)) return 'Password must have symbol characters'
  return undefined
}

function hasSymbol(characters: readonly string[]): boolean {
  return characters.some(
    (character, index) =>
      symbols.includes(character) || (character === ' ' && index > 0 && index < characters.length - 1),
  )
}

const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const lower = 'abcdefghijkmnopqrstuvwxyz'
const digits = '23456789'
const plain = '!@#%&*?'

/** Unit: characters of a password that is made for a user, at least. */
const generatedLength = 8

/** A temporary password that conforms to a policy. `pick` answers a whole number below its argument. */
export function generatePassword(policy: PasswordPolicy, pick: (limit: number) => number): string {
  const length = Math.max(generatedLength, policy.MinimumLength ?? 0)
  const kinds = [upper, lower, digits, plain]
  const characters = kinds.map((kind) => kind.charAt(pick(kind.length)))
  const all = kinds.join('')
  while (characters.length < length) characters.push(all.charAt(pick(all.length)))
  for (let index = characters.length - 1; index > 0; index--) {
    const other = pick(index + 1)
    const moved = characters[index] ?? ''
    characters[index] = characters[other] ?? ''
    characters[other] = moved
  }
  return characters.join('')
}
