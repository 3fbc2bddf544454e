/** User pools of this server as issuers of tokens: asked by a call, not fetched. */
import type { JSONWebKeySet } from 'jose'
import type { AccountId, Region } from '../aws/identifiers.ts'
import { type Surroundings, serviceCaller } from '../dispatch/index.ts'

/** An issuer that this server is itself: what its tokens name as such, and its keys. */
export interface OwnIssuer {
  readonly issuer: string
  readonly keys: JSONWebKeySet['keys']
}

/** The last part of such an issuer's address is the pool's id: `us-east-1_AbCdEfGhI`. */
const poolForm = /\/([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+\/?$/

/** The pool that an issuer's address means, AWS's own or one of this server; undefined: it is none of these. */
export async function findUserPool(
  { call }: Pick<Surroundings, 'call'>,
  issuer: string,
): Promise<OwnIssuer | undefined> {
  const region = poolForm.exec(issuer)?.[1]
  if (region === undefined) return undefined
  // Whose API asks is of no account: keys are published.
  const home = { accountId: '000000000000' as AccountId, region: region as Region }
  const caller = serviceCaller('apigateway.amazonaws.com', home, issuer)
  const found = await call<Partial<OwnIssuer>>('cognito-idp:FindIssuer', { issuer }, caller)
  return found.issuer === undefined ? undefined : { issuer: found.issuer, keys: found.keys ?? [] }
}
