/** What the integrations that send HTTP requests have in common. */
import { isObject, type Json, type JsonObject } from '../../../../base/json.ts'
import type { HttpAnswer } from '../../adapters/http-client.ts'

/** How long a request may take. Unit: milliseconds. Source: Developer Guide, "Call HTTPS APIs": 60 seconds. */
export const httpTimeoutMs = 60_000

/** What is read of an answer. Unit: bytes. Source: the quota of a state's data. */
export const httpAnswerBytes = 262_144

/** Header values: texts, or lists of them. */
export function headersOf(
  value: Json | undefined,
  nameOf = (name: string) => name.toLowerCase(),
): Record<string, string> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [nameOf(name), textsOf(item).join(', ')]),
  )
}

/** Members of a query, in their order. */
export function queryOf(value: Json | undefined): (readonly [string, string])[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => textsOf(item).map((text) => [name, text] as const))
}

function textsOf(value: Json | undefined): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsOf(item))
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)]
}

/** An address with more members in its query. */
export function withQuery(url: URL, query: readonly (readonly [string, string])[]): URL {
  const whole = new URL(url)
  for (const [name, value] of query) whole.searchParams.append(name, value)
  return whole
}

/** An answer as a result. */
export function answerView({ status, statusText, headers, body }: HttpAnswer): JsonObject {
  return {
    Headers: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    ResponseBody: readBody(body),
    StatusCode: status,
    StatusText: statusText,
  }
}

function readBody(body: string): Json {
  try {
    return JSON.parse(body) as Json
  } catch {
    return body
  }
}

/** An absolute address of HTTP; undefined for all others. */
export function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text)
}
