/**
 * Resource policies of APIs. Source: API Gateway Developer Guide, "Control access to a REST API with
 * API Gateway resource policies" and "How API Gateway resource policies affect authorization workflow".
 */
import { askResourcePolicy, type Caller } from '../../../dispatch/index.ts'
import type { PolicyAnswer } from '../../../engines/policy/index.ts'
import { apiArn, askingAs, executeArn, maskedArn, requestFacts } from '../../../gateway/index.ts'
import type { RestExchange } from './exchange.ts'
import { accessDenied } from './refusals.ts'

/** What a request is for: `arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/pets/7`. */
export function methodArn({
  api,
  stage,
  method,
  path,
}: Pick<RestExchange, 'api' | 'stage' | 'method' | 'path'>): string {
  return executeArn(api, stage.name, `${method}${path}`)
}

const known = new Map<string, string>()

/** Policies that are remembered as they were read. Ours. */
const knownMax = 500

/** The API's own policy; undefined: it has none. `execute-api:/stage/GET/pets` in it stands for this API's ARN. */
export function apiPolicy({ deployed, api }: Pick<RestExchange, 'deployed' | 'api'>): string | undefined {
  const text = deployed.api.restApi.policy
  if (text === undefined || text === '') return undefined
  const key = `${api.apiId} ${text}`
  let policy = known.get(key)
  if (policy === undefined) {
    const plain = text.includes('\\"') && text.startsWith('{\\"') ? text.replaceAll('\\"', '"') : text
    policy = plain.replaceAll('"execute-api:/', `"${apiArn(api)}/`)
    if (known.size >= knownMax) known.clear()
    known.set(key, policy)
  }
  return policy
}

/** What the API's own policy says of a request that nobody has signed; undefined: it has none. */
export function askApiPolicy(exchange: RestExchange): PolicyAnswer | undefined {
  const policy = apiPolicy(exchange)
  if (policy === undefined) return undefined
  return askResourcePolicy(askingAs(nobody(exchange), exchange), {
    action: 'execute-api:Invoke',
    resource: methodArn(exchange),
    owner: exchange.api.accountId,
    policy,
    facts: requestFacts(exchange),
  })
}

function nobody({ api: { accountId } }: RestExchange): Pick<Caller, 'principal' | 'accountId'> {
  return { principal: { type: 'anonymous', accountId, arn: 'anonymous', userId: 'anonymous' }, accountId }
}

/** The refusal of the API's own policy to who has signed nothing. */
export function deniedByPolicy(exchange: RestExchange, answer: PolicyAnswer): Error {
  return denied(
    exchange,
    'anonymous',
    answer === 'deny'
      ? 'with an explicit deny'
      : 'because no resource-based policy allows the execute-api:Invoke action',
  )
}

/** The refusal of a request. `why`: as refusals say it behind the resource. */
export function denied(exchange: RestExchange, who: string, why: string): Error {
  const resource = maskedArn(methodArn(exchange), exchange.api.accountId)
  return accessDenied(
    `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${resource} ${why}`,
  )
}
