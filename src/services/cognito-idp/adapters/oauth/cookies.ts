/** Cookies of a domain's pages. */
import type { RequestHead } from '../../../../http/index.ts'
import type { PoolAddress } from '../../domain/addresses.ts'

/** That a browser has signed in. */
export const sessionCookie = 'cognito'
/** What a form has to say again. */
export const formCookie = 'XSRF-TOKEN'

export function cookieOf({ headers }: RequestHead, name: string): string | undefined {
  for (const part of (headers.cookie ?? '').split(/;\s*/)) {
    const end = part.indexOf('=')
    if (end > 0 && part.slice(0, end) === name) return part.slice(end + 1)
  }
  return undefined
}

type Place = Pick<PoolAddress & { readonly kind: 'domain' }, 'base'>

export function setCookie({ base }: Place, name: string, value: string): string {
  return `${name}=${value}; Path=${base === '' ? '/' : base}; HttpOnly; SameSite=Lax`
}

export function clearedCookie(place: Place, name: string): string {
  return `${setCookie(place, name, '')}; Max-Age=0`
}
