/** Integrations that call an AWS service. Source: API Gateway Developer Guide, "Working with AWS service integrations for HTTP APIs". */
import { AwsError } from '../../../aws/aws-error.ts'
import { parseRegion } from '../../../aws/identifiers.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { roleCaller } from '../../../delivery/index.ts'
import { inputFromJson } from '../../../dispatch/index.ts'
import { loadModel, namedServices } from '../../../models/index.ts'
import { evaluate } from '../domain/expressions.ts'
import { type Subtype, subtypes } from '../domain/subtypes.ts'
import type { Answer } from './answer.ts'
import { type Exchange, sourcesOf } from './exchange.ts'
import { internalError, refusal } from './refusals.ts'

/** Calls the service with what the integration's parameters say, as the integration's role. */
export async function callService(exchange: Exchange, integration: JsonObject): Promise<Answer> {
  const { surroundings, api, facts, signal, traceHeader } = exchange
  const subtype = subtypes[String(integration.IntegrationSubtype)]
  const operation = subtype?.operation
  if (subtype === undefined || operation === undefined) return internalError()
  try {
    const { Region, ...given } = parametersOf(exchange, integration, subtype)
    const region = parseRegion(String(Region ?? api.region)) ?? api.region
    const caller = roleCaller(
      { ...api, region },
      String(integration.CredentialsArn),
      'BackplaneAssumeRoleSession',
      {
        signal,
        traceHeader,
      },
    )
    const input = await inputOf(operation, operation === 'events:PutEvents' ? { Entries: [given] } : given)
    const output = await surroundings.call(operation, input, caller)
    facts.integrationStatus = '200'
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(output ?? {}, bytesAsText),
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    facts.integrationError = error.message
    const status = error.statusCode ?? (error.fault === 'server' ? 500 : 400)
    facts.integrationStatus = String(status)
    return refusal(status, error.message)
  }
}

/** Bytes go out in base64, as the services' own protocols send them. */
function bytesAsText(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

/** Parameters that name what is not there are left out. */
function parametersOf(
  exchange: Exchange,
  integration: JsonObject,
  { json = [], lists = [] }: Subtype,
): Record<string, Json> {
  const sources = sourcesOf(exchange)
  const given = (integration.RequestParameters ?? {}) as Readonly<Record<string, Json>>
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, expression]): Array<[string, Json]> => {
      const value = evaluate(String(expression), sources)
      if (value === undefined || value === '') return []
      if (json.includes(name)) return [[name, readJson(name, value)]]
      return [[name, lists.includes(name) ? readList(value) : value]]
    }),
  )
}

function readJson(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new AwsError('BadRequestException', `${name} must be JSON`)
  }
}

function readList(text: string): Json {
  if (text.trim().startsWith('[')) return readJson('A list', text)
  return text.split(',').map((item) => item.trim())
}

/** Bytes are given as text in base64 where a service takes them; Kinesis alone does. */
async function inputOf(operation: string, given: JsonObject): Promise<object> {
  const [prefix, name = ''] = operation.split(':', 2)
  const service = namedServices.find((one) => one.prefix === prefix)
  const model = service && (await loadModel(service.model)).operations.get(name)
  return model ? inputFromJson(model, given) : given
}
