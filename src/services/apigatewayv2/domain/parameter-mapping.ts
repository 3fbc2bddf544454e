/** What a mapping of parameters changes. Source: API Gateway Developer Guide, "Transforming API requests and responses for HTTP APIs". */
import type { Json, JsonObject } from '../../../base/json.ts'
import { evaluate, type Sources } from './expressions.ts'

/** A request on its way to its integration. */
export interface MappedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As it was sent. */
  readonly query: string
  /** Undefined: as the integration says. */
  readonly path?: string
}

/** An answer on its way to the client. */
export interface MappedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Headers that no mapping may touch. Source: as above, "Reserved headers". */
const reserved =
  /^(?:access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-for|x-forwarded-host|x-forwarded-proto|via)$/

const requestKey = /^(?:(append|overwrite|remove):(header|querystring)\.(\S+)|(overwrite):(path))$/
const responseKey = /^(?:(append|overwrite|remove):(header)\.(\S+)|(overwrite):(statuscode))$/

/** Why the mappings of an integration cannot be; undefined: they can. UNVERIFIED: the words. */
export function mappingProblem(body: JsonObject): string | undefined {
  const request = body.IntegrationSubtype === undefined ? body.RequestParameters : undefined
  for (const key of Object.keys((request ?? {}) as JsonObject))
    if (isBad(key, requestKey)) return `Invalid mapping expression specified: ${key}`
  const responses = (body.ResponseParameters ?? {}) as JsonObject
  for (const [status, mapping] of Object.entries(responses)) {
    if (!/^[2-5]\d\d$/.test(status)) return `Invalid status code specified for response parameters: ${status}`
    for (const key of Object.keys(mapping as JsonObject))
      if (isBad(key, responseKey)) return `Invalid mapping expression specified: ${key}`
  }
  return undefined
}

function isBad(key: string, form: RegExp): boolean {
  const [, , kind, name] = form.exec(key) ?? []
  return !form.test(key) || (kind === 'header' && reserved.test((name ?? '').toLowerCase()))
}

/** What would end a header and begin one of its own: such values are not set. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a header.
const unfit = /[\x00-\x08\x0a-\x1f\x7f]/

/** A request with its integration's mapping. */
export function mapRequest(
  request: MappedRequest,
  mapping: Readonly<Record<string, Json>>,
  sources: Sources,
): MappedRequest {
  const headers = new Map(Object.entries(request.headers))
  let query = request.query
  let path = request.path
  for (const [key, expression] of Object.entries(mapping)) {
    const [, change, kind, name = '', , whole] = requestKey.exec(key) ?? []
    const value = evaluate(String(expression), sources)
    if (whole === 'path') path = value ?? path
    else if (kind === 'header') changeHeader(headers, String(change), name.toLowerCase(), value)
    else if (kind === 'querystring') query = changeQuery(query, String(change), name, value)
  }
  return { headers: Object.fromEntries(headers), query, ...(path === undefined ? {} : { path }) }
}

/** An answer with its integration's mapping for its status. */
export function mapResponse(
  response: MappedResponse,
  mapping: Readonly<Record<string, Json>>,
  sources: Sources,
): MappedResponse {
  const headers = new Map(Object.entries(response.headers))
  let { status } = response
  for (const [key, expression] of Object.entries(mapping)) {
    const [, change, kind, name = '', , whole] = responseKey.exec(key) ?? []
    const value = evaluate(String(expression), sources)
    if (whole === 'statuscode') status = /^[2-5]\d\d$/.test(value ?? '') ? Number(value) : status
    else if (kind === 'header') changeHeader(headers, String(change), name.toLowerCase(), value)
  }
  return { status, headers: Object.fromEntries(headers) }
}

function changeHeader(
  headers: Map<string, string>,
  change: string,
  name: string,
  value: string | undefined,
): void {
  if (change === 'remove') {
    headers.delete(name)
    return
  }
  if (value === undefined || unfit.test(value)) return
  const before = headers.get(name)
  headers.set(name, change === 'append' && before !== undefined ? `${before},${value}` : value)
}

function changeQuery(query: string, change: string, name: string, value: string | undefined): string {
  if (change !== 'remove' && value === undefined) return query
  const parts = query.split('&').filter((part) => part !== '')
  const kept = change === 'append' ? parts : parts.filter((part) => nameOf(part) !== name)
  if (change === 'remove') return kept.join('&')
  return [...kept, `${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`].join('&')
}

function nameOf(part: string): string {
  const name = part.split('=', 1)[0] ?? ''
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}
