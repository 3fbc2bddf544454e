/**
 * What a function answered, as an HTTP response of payload format 1.0. Source: API Gateway Developer Guide, "Working with AWS Lambda
 * proxy integrations for HTTP APIs": the response must be an object with these members.
 */
import type { Json, JsonObject } from '../../base/json.ts'
import { type HttpResponse, readHead } from './response.ts'

/** A response whose headers may come more than once. */
export interface FirstFormatResponse extends Pick<HttpResponse, 'status' | 'body' | 'isBase64'> {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
}

/** The response that a payload means; undefined when it is malformed. */
export function readFirstFormatResponse(payload: string): FirstFormatResponse | undefined {
  let value: Json
  try {
    value = JSON.parse(payload) as Json
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = value as JsonObject
  if (statusCode === undefined) return undefined
  const single = readHead({ statusCode, headers: headers ?? null })
  const multiple = readMultiple(multiValueHeaders)
  if (!single || !multiple) return undefined
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined
  return {
    status: single.status,
    headers: Object.fromEntries(mergedHeaders(new Map(Object.entries(single.headers)), multiple)),
    body: body ?? '',
    isBase64: isBase64Encoded === true,
  }
}

/**
 * Headers that stand in both members have the values of the list, and the single one behind them where the list lacks it. Source: API Gateway
 * Developer Guide, "Output format of a Lambda function for proxy integration"; recorded answers of AWS (aws/aws-lambda-dotnet,
 * ApiGatewayResponseTestCases.cs).
 */
export function mergedHeaders(
  single: ReadonlyMap<string, string>,
  multiple: ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const merged = new Map<string, readonly string[]>()
  for (const [name, value] of single) {
    const values = multiple.get(name) ?? []
    merged.set(name, values.includes(value) ? values : [...values, value])
  }
  for (const [name, values] of multiple) if (!merged.has(name)) merged.set(name, values)
  return merged
}

function readMultiple(value: Json | undefined): Map<string, readonly string[]> | undefined {
  const found = new Map<string, readonly string[]>()
  if (value === undefined || value === null) return found
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  for (const [name, list] of Object.entries(value as JsonObject)) {
    if (!Array.isArray(list)) return undefined
    const values: string[] = []
    for (const item of list as readonly Json[]) {
      const read = readHead({ statusCode: 200, headers: { [name]: item } })
      if (!read) return undefined
      values.push(...Object.values(read.headers))
    }
    found.set(name.toLowerCase(), values)
  }
  return found
}
