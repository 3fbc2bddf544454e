/** Integrations that call an AWS service. Source: API Gateway Developer Guide, "Working with AWS service integrations for HTTP APIs". */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { type Answer, callAsRole, statusOf } from '../../../gateway/index.ts'
import { evaluate } from '../domain/expressions.ts'
import { type Subtype, subtypes } from '../domain/subtypes.ts'
import { type Exchange, sourcesOf } from './exchange.ts'
import { internalError, refusal } from './refusals.ts'

/** Calls the service with what the integration's parameters say, as the integration's role. */
export async function callService(exchange: Exchange, integration: JsonObject): Promise<Answer> {
  const { facts } = exchange
  const subtype = subtypes[String(integration.IntegrationSubtype)]
  const operation = subtype?.operation
  if (subtype === undefined || operation === undefined) return internalError()
  try {
    const { Region, ...given } = parametersOf(exchange, integration, subtype)
    const output = await callAsRole(exchange, {
      operation,
      input: operation === 'events:PutEvents' ? { Entries: [given] } : given,
      region: Region === undefined ? undefined : String(Region),
      roleArn: String(integration.CredentialsArn),
    })
    facts.integrationStatus = '200'
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(output ?? {}, onWire),
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    facts.integrationError = error.message
    const status = statusOf(error)
    facts.integrationStatus = String(status)
    return refusal(status, error.message)
  }
}

/** Bytes go out in base64, instants in seconds, as the services' own protocols send them. */
function onWire(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  // Dates have made texts of themselves by now.
  const plain = this[name]
  if (plain instanceof Date) return plain.getTime() / 1000
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
