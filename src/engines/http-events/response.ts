/**
 * What a function answered, as an HTTP response of payload format 2.0. Source: Lambda Developer Guide, "Invoking Lambda function
 * URLs", response payload format.
 */
import { isObject, type Json } from '../../base/json.ts'
import { frontEndHeaders, isSendable, isSendableValue, latin } from './headers.ts'

/** A response. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Each a header `set-cookie`. */
  readonly cookies: readonly string[]
  readonly body: string
  /** The body is base64 of what is to be sent. */
  readonly isBase64: boolean
}

/**
 * The response that a payload means; undefined when it is malformed, which is answered with 502. A payload without `statusCode` is
 * the body of a response with status 200, as JSON; one with `statusCode` and no type of its own has `typeDefault`.
 *
 * A text stands for itself, without quotes, and JSON loses its white space: as AWS answers (recorded in public conformance tests).
 */
export function readResponse(payload: string, typeDefault = 'application/json'): HttpResponse | undefined {
  let value: Json
  try {
    value = JSON.parse(payload) as Json
  } catch {
    return undefined
  }
  if (typeof value === 'string') return plain(value)
  if (!isObject(value) || value.statusCode === undefined) return plain(withoutSpace(payload))
  const head = readHead(value)
  if (!head) return undefined
  const isBase64 = value.isBase64Encoded === true || value.isBase64Encoded === 'true'
  const body = bodyOf(value.body)
  if (isBase64 && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(body)) return undefined
  return { ...head, headers: { 'content-type': typeDefault, ...head.headers }, body, isBase64 }
}

/** Status, headers and cookies that an object names; undefined: malformed. Without a status it is 200. */
export function readHead(
  value: Readonly<Record<string, Json | undefined>>,
): Pick<HttpResponse, 'status' | 'headers' | 'cookies'> | undefined {
  const status = readStatus(value.statusCode ?? 200)
  const headers = readHeaders(value.headers)
  const cookies = readCookies(value.cookies)
  return status === undefined || !headers || !cookies ? undefined : { status, headers, cookies }
}

function plain(body: string): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body, isBase64: false }
}

/** A number, or a text of one (recorded: "418"). */
function readStatus(value: Json): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599
    ? status
    : undefined
}

function readHeaders(value: Json | undefined): Record<string, string> | undefined {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) return undefined
  const found = new Map<string, string>()
  for (const [name, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue
    const text = Array.isArray(given) ? given.map(String).join(',') : String(given)
    if (typeof given === 'object' && !Array.isArray(given)) return undefined
    if (!isSendable(name, text)) return undefined
    const lower = name.toLowerCase()
    if (!frontEndHeaders.has(lower)) found.set(lower, latin(text))
  }
  return Object.fromEntries(found)
}

function readCookies(value: Json | undefined): string[] | undefined {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return undefined
  const cookies: string[] = []
  for (const cookie of value) {
    if (typeof cookie !== 'string' || !isSendableValue(cookie)) return undefined
    cookies.push(latin(cookie))
  }
  return cookies
}

/** UNVERIFIED: that a body which is no text is sent as JSON. */
function bodyOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** JSON without white space between its parts; numbers stay as they were written. */
function withoutSpace(json: string): string {
  if (!/[ \t\r\n]/.test(json)) return json
  return json.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1')
}
