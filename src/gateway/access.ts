/** Whether who has signed a request may send it. Source: API Gateway Developer Guide, "Control access for invoking an API". */
import { partitionOf } from '../aws/identifiers.ts'
import { type AccessRefusal, accessRefusal, type Caller } from '../dispatch/index.ts'
import type { ApiExchange } from './exchange.ts'

/** A request as far as policies may know it. */
export type AskedExchange = Pick<ApiExchange, 'surroundings' | 'api' | 'headers' | 'sourceIp' | 'now'>

/** Who sends it and from where, as policies are asked about it. */
export function askingAs(
  caller: Pick<Caller, 'principal' | 'accountId' | 'source'>,
  { surroundings, api, headers, sourceIp, now }: AskedExchange,
) {
  const { settings, identityPolicies } = surroundings
  const { principal, accountId, source } = caller
  const userAgent = headers['user-agent']
  return {
    settings,
    identityPolicies,
    principal,
    accountId,
    region: api.region,
    partition: partitionOf(api.region),
    now,
    sourceIp,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(source === undefined ? {} : { source }),
  }
}

/** What API Gateway alone lets policies know. */
export function requestFacts({
  headers,
}: Pick<AskedExchange, 'headers'>): ReadonlyMap<string, readonly string[]> {
  return new Map(headers.referer === undefined ? [] : [['aws:referer', [headers.referer]]])
}

/** What policies allow of an API. Source: Service Authorization Reference, "Amazon API Gateway (execute-api)". */
export type ApiAction = 'execute-api:Invoke' | 'execute-api:InvalidateCache'

/**
 * Why who has signed a request may not send it, or may not do with it what `action` says; undefined where it may. `resource`: what it is for, as policies name it. `policy`: the API's
 * own, where its kind has one; an API without lets in its own account alone.
 */
export function invokeRefusal(
  exchange: AskedExchange,
  caller: Caller,
  {
    resource,
    policy,
    action = 'execute-api:Invoke',
  }: { readonly resource: string; readonly policy?: string | undefined; readonly action?: ApiAction },
): Promise<AccessRefusal | undefined> {
  return accessRefusal(askingAs(caller, exchange), {
    action,
    resource,
    owner: exchange.api.accountId,
    policy,
    facts: requestFacts(exchange),
  })
}

/** An ARN as refusals show it: of the account the last four digits. */
export function maskedArn(arn: string, accountId: string): string {
  return arn.replace(`:${accountId}:`, `:********${accountId.slice(-4)}:`)
}
