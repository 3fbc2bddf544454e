/**
 * Resource policies of APIs. Source: API Gateway Developer Guide, "Control access to a REST API with
 * API Gateway resource policies" and "How API Gateway resource policies affect authorization workflow".
 */
import { partitionOf } from '../../../aws/identifiers.ts'
import {
  evaluatePolicy,
  type PolicyAnswer,
  type PolicyDocument,
  readDocument,
} from '../../../engines/policy/index.ts'
import { apiArn, executeArn } from '../../../gateway/index.ts'
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

const known = new Map<string, PolicyDocument | undefined>()

/** Policies that are remembered as they were read. Ours. */
const knownMax = 500

/** A policy that was read; `execute-api:/stage/GET/pets` in it stands for this API's ARN. */
function policyOf(text: string, api: RestExchange['api']): PolicyDocument | undefined {
  const key = `${api.apiId} ${text}`
  if (known.has(key)) return known.get(key)
  const plain = text.includes('\\"') && text.startsWith('{\\"') ? text.replaceAll('\\"', '"') : text
  const read = readDocument(plain.replaceAll('"execute-api:/', `"${apiArn(api)}/`))
  const document = read.ok ? read.document : undefined
  if (known.size >= knownMax) known.clear()
  known.set(key, document)
  return document
}

/** What the API's own policy says of a request; undefined: it has none. */
export function askApiPolicy(exchange: RestExchange): PolicyAnswer | undefined {
  const { api, deployed, facts, sourceIp, headers, now } = exchange
  const text = deployed.api.restApi.policy
  if (text === undefined || text === '') return undefined
  const document = policyOf(text, api)
  if (!document) return 'silent'
  const { caller } = facts
  const context = new Map<string, readonly string[]>([
    ['aws:sourceip', [sourceIp]],
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1000))]],
    ['aws:securetransport', ['true']],
    ['aws:requestedregion', [api.region]],
    ...(headers['user-agent'] === undefined ? [] : [['aws:useragent', [headers['user-agent']]] as const]),
    ...(headers.referer === undefined ? [] : [['aws:referer', [headers.referer]] as const]),
    ...(caller === undefined
      ? []
      : ([
          ['aws:principalaccount', [caller.accountId]],
          ['aws:principalarn', [caller.principal.roleArn ?? caller.principal.arn]],
          ['aws:userid', [caller.principal.userId]],
        ] as const)),
  ])
  const requester = {
    accountId: caller?.accountId ?? '',
    partition: partitionOf(api.region),
    names:
      caller === undefined ? [] : [caller.principal.arn, caller.principal.roleArn ?? caller.principal.arn],
  }
  return evaluatePolicy(document, {
    action: 'execute-api:Invoke',
    resource: methodArn(exchange),
    requester,
    context,
  })
}

/** The refusal of a policy. Of the account the last four digits are shown. */
export function deniedByPolicy(exchange: RestExchange, answer: PolicyAnswer): Error {
  const { api, facts } = exchange
  const who = facts.caller === undefined ? 'anonymous' : facts.caller.principal.arn
  const resource = methodArn(exchange).replace(`:${api.accountId}:`, `:********${api.accountId.slice(-4)}:`)
  const why =
    answer === 'deny'
      ? 'with an explicit deny'
      : 'because no resource-based policy allows the execute-api:Invoke action'
  return accessDenied(
    `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${resource} ${why}`,
  )
}
