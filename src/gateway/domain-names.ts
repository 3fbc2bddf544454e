/** Names of one's own with what they lead to: REST and HTTP APIs share them, and both services make, show and map the same ones. */
import type { AccountId, Region } from '../aws/identifiers.ts'
import type { JsonObject } from '../base/json.ts'
import { collection, type Store } from '../store/index.ts'
import { badRequest } from './errors.ts'

/** A name of one's own, with what it leads to. */
export type Domain = {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
  /** In the shape of API Gateway V2's DomainName (DomainNameConfigurations, MutualTlsAuthentication, RoutingMode, Tags). */
  readonly body: JsonObject
  /** What API Gateway (REST) alone shows of it, in its own shape. */
  readonly rest?: JsonObject
  readonly mappings: readonly DomainMapping[]
  readonly createdAt: number
}

/** What a beginning of paths leads to. */
export type DomainMapping = {
  readonly id: string
  /** A REST or an HTTP API. */
  readonly apiId: string
  /** Empty, of REST APIs alone: the path's next part names the stage. */
  readonly stage: string
  /** The beginning of the path, without slashes around it; empty: all paths. */
  readonly key: string
}

/** Names by account, region and name; found by name alone too: one name is one account's. */
export const domains = collection<Domain>()({
  name: 'apigatewayv2.domains',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: { name: { key: ({ name }) => [name], unique: true } },
})

/** The zone of regional API Gateway names in us-east-1; there is no zone behind it here. Source: AWS General Reference, "API Gateway endpoints". */
export const regionalZone = 'Z1UJRXOUMOOFQ8'

/** A name below API Gateway's own, made of the name alone: `d-0123456789.execute-api.us-east-1.amazonaws.com`. */
export function regionalName(name: string, region: string): string {
  return `d-${lettersOf(name, 10)}.execute-api.${region}.amazonaws.com`
}

/** Letters and digits that a name always gets. Unit of `length`: characters. */
export function lettersOf(name: string, length: number): string {
  let hash = 7
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2 ** 40
  return hash.toString(36).padStart(length, '0').slice(-length)
}

/** Whether this can be a name of one's own. It is in lower case. */
export function isDomainName(name: string): boolean {
  return /^(?:\*\.)?[a-z0-9.-]+\.[a-z0-9-]+$/.test(name) && name.length <= 512
}

/** Fails with BadRequestException for a name that is there, be it another account's. Source: answers of AWS. */
export async function refuseTakenName(store: Store, name: string): Promise<void> {
  if (await domains.findBy(store, 'name', [name]))
    throw badRequest('The domain name you provided already exists.')
}

/** Whether a name of the account and region leads to an API, which stays as long as one does. */
export async function isMapped(
  store: Store,
  { accountId, region, apiId }: Pick<Domain, 'accountId' | 'region'> & { readonly apiId: string },
): Promise<boolean> {
  const { items } = await domains.list(store, { prefix: [accountId, region] })
  return items.some(({ value }) => value.mappings.some((mapping) => mapping.apiId === apiId))
}
