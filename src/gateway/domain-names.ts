/** Names of one's own with what they lead to: REST and HTTP APIs share them, and both services make, show and map the same ones. */
import type { AccountId, Region } from '../aws/identifiers.ts'
import type { JsonObject } from '../base/json.ts'
import { collection } from '../store/index.ts'

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
