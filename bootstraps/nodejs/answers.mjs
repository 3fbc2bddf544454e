/**
 * Answers of custom resources. AWS takes them at an address of S3, and many providers hand only its host and path to `https.request`;
 * this server takes them by plain HTTP, on a port of its own. When an event names such an address, requests to it are led there.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

const path = '/_lambent/cloudformation/responses'
/** Custom resources are asked by events of at most this many bytes. */
const eventBytesMax = 262_144
let led

/** Leads answers to the address that an event (JSON as bytes) names, if it names one. Loads nothing otherwise. */
export function leadAnswers(payload) {
  if (payload.length > eventBytesMax || !payload.includes(path)) return
  const [, text] = /"ResponseURL" ?: ?"(http:\/\/[^"/]+\/[^"]*)"/.exec(payload.toString()) ?? []
  if (text === undefined || !URL.canParse(text)) return
  const address = new URL(text)
  if (!led) install()
  led = address
}

function install() {
  const require = createRequire(import.meta.url)
  const http = require('node:http')
  const https = require('node:https')
  const { request } = https
  https.request = function answering(...values) {
    const plain = plainRequest(values)
    return plain ? http.request(...plain) : request.apply(this, values)
  }
  syncBuiltinESMExports()
}

/** What `http.request` is to be called with for an answer; nothing for any other request. */
function plainRequest(values) {
  const url =
    values[0] instanceof URL
      ? values[0]
      : typeof values[0] === 'string' && URL.canParse(values[0])
        ? new URL(values[0])
        : undefined
  const options = (url ? values[1] : values[0]) ?? {}
  const given = typeof options === 'object' ? options : {}
  const target = given.path ?? (url ? url.pathname + url.search : undefined)
  if (!String(target).startsWith(path)) return undefined
  const { agent: _agent, protocol: _protocol, host: _host, ...rest } = given
  const callback = values.find((value) => typeof value === 'function')
  const { hostname, port } = led
  return [{ ...rest, hostname, port, path: target }, ...(callback ? [callback] : [])]
}
