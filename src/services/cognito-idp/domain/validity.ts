/** How long tokens of a client live. Source: API Reference, CreateUserPoolClient, `TokenValidityUnits` and kin. */

import { refreshSecondsDefault, tokenSecondsDefault } from '../limits.ts'

/** Unit: seconds in each unit of the API. */
const secondsOf: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 }

export interface TokenValidity {
  readonly AccessTokenValidity?: number | undefined
  readonly IdTokenValidity?: number | undefined
  readonly RefreshTokenValidity?: number | undefined
  readonly TokenValidityUnits?:
    | {
        readonly AccessToken?: string | undefined
        readonly IdToken?: string | undefined
        readonly RefreshToken?: string | undefined
      }
    | undefined
}

/** Unit: seconds. */
export interface TokenSeconds {
  readonly access: number
  readonly id: number
  readonly refresh: number
}

/** What is not said is an hour, and thirty days for refresh tokens; zero counts as not said. */
export function tokenSeconds(validity: TokenValidity): TokenSeconds {
  const { TokenValidityUnits: units = {} } = validity
  const seconds = (count: number | undefined, unit: string, usual: number) =>
    count === undefined || count === 0 ? usual : count * (secondsOf[unit] ?? 1)
  return {
    access: seconds(validity.AccessTokenValidity, units.AccessToken ?? 'hours', tokenSecondsDefault),
    id: seconds(validity.IdTokenValidity, units.IdToken ?? 'hours', tokenSecondsDefault),
    refresh: seconds(validity.RefreshTokenValidity, units.RefreshToken ?? 'days', refreshSecondsDefault),
  }
}

/** Why lives are not as AWS allows them; undefined: they are. */
export function validityFault(validity: TokenValidity): string | undefined {
  const { access, id, refresh } = tokenSeconds(validity)
  const outside = (seconds: number, least: number, most: number) => seconds < least || seconds > most
  if (outside(access, 300, 86_400)) return 'Invalid range for token validity.'
  if (outside(id, 300, 86_400)) return 'Invalid range for token validity.'
  if (outside(refresh, 3_600, 3_650 * 86_400)) return 'Invalid range for token validity.'
  return refresh < access || refresh < id ? 'Invalid range for token validity.' : undefined
}
