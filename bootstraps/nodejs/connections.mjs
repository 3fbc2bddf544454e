/**
 * Calls about connections of WebSocket APIs. AWS takes them by HTTPS at the API's own host name, which programs make of an event
 * (`https://${domainName}/${stage}`) or of a template; this server takes them by plain HTTP where it is, under any host name. Requests whose
 * path is that of a connection are led there; all others are as they were.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

const path = /^[^?]*\/(?:@|%40)connections\/[^/?]+$/i
let isInstalled = false

/** Leads such calls from now on. */
export function installConnections() {
  if (isInstalled) return
  isInstalled = true
  const require = createRequire(import.meta.url)
  const http = require('node:http')
  const https = require('node:https')
  const plain = http.request
  for (const module of [http, https]) {
    const { request } = module
    module.request = function connecting(...values) {
      const led = ledRequest(values)
      return led ? plain(...led) : request.apply(this, values)
    }
  }
  syncBuiltinESMExports()
}

/** The same where nothing has been loaded ahead: when an event (JSON as bytes) tells of a connection. */
export function leadConnections(payload) {
  if (!isInstalled && payload.includes('"connectionId"')) installConnections()
}

/** What `http.request` is to be called with for a connection; nothing for any other request. */
function ledRequest(values) {
  const [first] = values
  const url =
    first instanceof URL
      ? first
      : typeof first === 'string' && URL.canParse(first)
        ? new URL(first)
        : undefined
  const options = (url ? values[1] : first) ?? {}
  const given = typeof options === 'object' ? options : {}
  const target = given.path ?? (url ? url.pathname + url.search : undefined)
  if (typeof target !== 'string' || !path.test(target)) return undefined
  const endpoint = process.env.AWS_ENDPOINT_URL
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined
  const { hostname, port } = new URL(endpoint)
  const { agent: _agent, protocol: _protocol, host, hostname: named, port: _port, ...rest } = given
  const asked = named ?? host ?? url?.hostname ?? ''
  const callback = values.find((value) => typeof value === 'function')
  const led = { ...rest, hostname, port, path: target, headers: withHost(given.headers, asked) }
  return [led, ...(callback ? [callback] : [])]
}

/** The name that was asked says which API is meant. */
function withHost(headers = {}, host) {
  if (Array.isArray(headers)) return headers
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  return hasHost ? headers : { ...headers, host }
}
