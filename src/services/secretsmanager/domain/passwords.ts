/** Random passwords. Source: API Reference, GetRandomPassword. */
import { type RandomSource, randomBelow, randomText } from '../../../base/random.ts'
import { invalidParameter } from '../errors.ts'

/** What a password is made of. */
export interface PasswordRules {
  readonly length: number
  readonly excluded: string
  readonly lowercase: boolean
  readonly uppercase: boolean
  readonly numbers: boolean
  readonly punctuation: boolean
  readonly space: boolean
  /** Every type occurs. */
  readonly eachType: boolean
}

const lowercase = 'abcdefghijklmnopqrstuvwxyz'
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** Fails with InvalidParameterException when the rules leave nothing. UNVERIFIED: the words. */
export function makePassword(random: RandomSource, rules: PasswordRules): string {
  const types = [
    rules.lowercase ? lowercase : '',
    rules.uppercase ? lowercase.toUpperCase() : '',
    rules.numbers ? '0123456789' : '',
    rules.punctuation ? punctuation : '',
    rules.space ? ' ' : '',
  ]
  const left = types
    .map((characters) => [...characters].filter((character) => !rules.excluded.includes(character)).join(''))
    .filter((characters) => characters !== '')
  if (left.length === 0) throw invalidParameter('The password has no characters left to be made of.')
  const needed = rules.eachType ? left : []
  if (rules.length < needed.length)
    throw invalidParameter('Password length is too short based on the required types.')
  const characters = [
    ...needed.map((type) => randomText(random, type, 1)),
    ...randomText(random, left.join(''), rules.length - needed.length),
  ]
  // Shuffled, so that nobody knows which place has which type.
  for (let place = characters.length - 1; place > 0; place--) {
    const other = randomBelow(random, place + 1)
    const [one = '', two = ''] = [characters[place], characters[other]]
    characters[place] = two
    characters[other] = one
  }
  return characters.join('')
}
