/**
 * Requests to APIs of this server by the names that AWS gives them. Programs make such names of an event (`https://${domainName}/${stage}`) or
 * have them of a template (`https://${Api}.execute-api.${AWS::Region}.amazonaws.com/Prod`), and ask by HTTPS; this server is asked by plain
 * HTTP where it is, under any host name. Led there are calls about connections of WebSocket APIs, whatever the host, requests by HTTPS to
 * names below `localhost`, and requests to an API of AWS's form that this server has. All others are as they were.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

const connectionPath = /^[^?]*\/(?:@|%40)connections\/[^/?]+$/i
const localName = /\.localhost$/i
const apiName = /^[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/i
/** How long it is remembered whether this server has an API. Unit: milliseconds. */
const rememberedMs = 10_000
/** Names that are remembered. */
const namesMax = 100
let isInstalled = false
/** The variables of the environment have been looked at: there are many of them, and each is asked of the system. */
let isEnvironmentRead = false
let plain
/** By name: whether this server has the API (a promise while it is being asked), and until when that holds. */
const known = new Map()

/** Leads such requests from now on. */
export function installConnections() {
  if (isInstalled) return
  isInstalled = true
  const require = createRequire(import.meta.url)
  const http = require('node:http')
  const https = require('node:https')
  plain = http.request
  for (const module of [http, https]) {
    const { request, get } = module
    const isSecure = module === https
    module.request = function connecting(...values) {
      const led = ledRequest(values, isSecure, require)
      return led ? plain(...led) : request.apply(this, values)
    }
    module.get = function connecting(...values) {
      const led = ledRequest(values, isSecure, require)
      if (!led) return get.apply(this, values)
      const sent = plain(...led)
      sent.end()
      return sent
    }
  }
  syncBuiltinESMExports()
  installFetch()
}

/** The same where nothing has been loaded ahead: when an event (JSON as bytes) or the environment tells of an API. */
export function leadConnections(payload) {
  if (isInstalled) return
  const isTold = payload.includes('"connectionId"') || payload.includes('.execute-api.')
  if (isTold || (!isEnvironmentRead && Object.values(process.env).some(namesApi))) installConnections()
  isEnvironmentRead = true
}

function namesApi(value) {
  return value.includes('.execute-api.')
}

/** What `http.request` is to be called with; nothing for a request that goes where it says. */
function ledRequest(values, isSecure, require) {
  const [first] = values
  const url =
    first instanceof URL
      ? first
      : typeof first === 'string' && URL.canParse(first)
        ? new URL(first)
        : undefined
  const options = (url ? values[1] : first) ?? {}
  const given = typeof options === 'object' ? options : {}
  const path = given.path ?? (url ? url.pathname + url.search : undefined)
  const host = String(given.hostname ?? given.host ?? url?.hostname ?? '')
  const way = wayOf(host, path, isSecure, given.port ?? url?.port)
  const server = way && endpoint()
  if (!server) return undefined
  const { agent: _agent, protocol: _protocol, host: _host, hostname: _named, port: _port, ...rest } = given
  const username = url?.username ? { auth: `${url.username}:${url.password}` } : {}
  const where =
    way === 'here'
      ? { hostname: server.hostname, port: server.port }
      : { hostname: host, createConnection: connectionTo(host, given, require) }
  const led = { ...username, ...rest, ...where, path, headers: withHost(given.headers, host) }
  const callback = values.find((value) => typeof value === 'function')
  return [led, ...(callback ? [callback] : [])]
}

/** Where a request is led: `here`, to where the name turns out to be (`asked`), or nowhere. */
function wayOf(host, path, isSecure, port) {
  if (typeof path === 'string' && connectionPath.test(path)) return 'here'
  if (!isSecure || !isUsual(port)) return undefined
  if (localName.test(host)) return 'here'
  if (!apiName.test(host)) return undefined
  const answer = remembered(host)
  if (answer === true) return 'here'
  return answer === false ? undefined : 'asked'
}

function isUsual(port) {
  return port === undefined || port === null || port === '' || Number(port) === 443
}

function endpoint() {
  const address = process.env.AWS_ENDPOINT_URL
  return address !== undefined && URL.canParse(address) ? new URL(address) : undefined
}

function remembered(host) {
  const found = known.get(host)
  return found && found.until > Date.now() ? found.answer : undefined
}

/** Whether this server has the API of this name. A server that does not answer has none. */
function isHere(host) {
  const answer = remembered(host)
  if (answer !== undefined) return Promise.resolve(answer)
  const server = endpoint()
  if (!server) return Promise.resolve(false)
  const asked = new Promise((resolve) => {
    const path = `/_lambent/apis?host=${encodeURIComponent(host)}`
    const options = { hostname: server.hostname, port: server.port, path, agent: false }
    plain(options, (reply) => resolve(reply.resume().statusCode === 204))
      .on('error', () => resolve(false))
      .end()
  })
  const remember = (value) => known.set(host, { answer: value, until: Date.now() + rememberedMs })
  if (known.size >= namesMax) known.clear()
  remember(asked)
  return asked.then((value) => {
    remember(value)
    return value
  })
}

/** A connection to this server or, by TLS, to where the name leads. */
function connectionTo(host, given, require) {
  return (_options, onConnection) => {
    isHere(host).then((here) => {
      if (!here) {
        const { path: _path, headers: _headers, ...rest } = given
        onConnection(null, require('node:tls').connect({ ...rest, host, port: 443, servername: host }))
        return
      }
      const { hostname, port } = endpoint()
      onConnection(null, require('node:net').connect({ host: hostname, port: Number(port) }))
    }, onConnection)
  }
}

/** `fetch` has connections of its own, and says of itself which host is meant: names below `localhost` lead here. */
function installFetch() {
  const { fetch } = globalThis
  if (typeof fetch !== 'function') return
  globalThis.fetch = function connecting(input, init) {
    const address = typeof input === 'string' ? input : (input?.url ?? String(input))
    if (!/^https:/i.test(address) || !URL.canParse(address)) return fetch.call(this, input, init)
    const url = new URL(address)
    const isNamed = apiName.test(url.hostname) || localName.test(url.hostname)
    const way = isNamed ? wayOf(url.hostname, url.pathname, true, url.port) : undefined
    const server = way && endpoint()
    if (!server) return fetch.call(this, input, init)
    const led = () => {
      url.protocol = 'http:'
      url.hostname = url.hostname.replace(/\.amazonaws\.com(?:\.cn)?$/i, '.localhost')
      url.port = server.port
      return fetch(new Request(url, new Request(input, init)))
    }
    if (way === 'here') return led()
    return isHere(url.hostname).then((here) => (here ? led() : fetch.call(this, input, init)))
  }
}

/** The name that was asked says which API is meant. */
function withHost(headers = {}, host) {
  if (Array.isArray(headers)) return headers
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  return hasHost ? headers : { ...headers, host }
}
