/**
 * Stands for the AWS Parameters and Secrets Lambda Extension: an external extension that answers HTTP on this environment's loopback with secrets and
 * parameters, and keeps them for a time. Source: Secrets Manager User Guide, "Use AWS Secrets Manager secrets in AWS Lambda functions"; Systems Manager
 * User Guide, "Using Parameter Store parameters in AWS Lambda functions".
 */
import { createServer } from 'node:http'
import { exchange } from './exchange.mjs'
import { Kept } from './kept.mjs'
import { readQuestion } from './question.mjs'
import { readSettings } from './settings.mjs'
import { signed } from './signing.mjs'

const name = 'AWSParametersAndSecretsLambdaExtension'
/** How long a request waits for the first invocation to be told here, which the function may know of earlier. Milliseconds. */
const grace = 250
/** More is no request to this. Characters. */
const addressMax = 8_192

const { env } = process
const settings = readSettings(env)
const api = `http://${env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`
const kept = new Kept(settings.cacheSize, () => Date.now())

let isInvoked = false
const invoked = Promise.withResolvers()

function say(level, text) {
  if (settings.isLogged(level))
    console.log(
      `[AWS Parameters and Secrets Lambda Extension] ${new Date().toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ${level} ${text}`,
    )
}

/** Asks for a value. Waiting for a place among the connections is not part of its time. */
let open = 0
const queue = []
async function ask({ service, target, input, timeoutMs }) {
  if (open >= settings.connectionsMax) await new Promise((resolve) => queue.push(resolve))
  open++
  try {
    const endpoint = new URL(env.AWS_ENDPOINT_URL)
    const body = JSON.stringify(input)
    const headers = {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
    }
    const answer = await exchange(endpoint, {
      method: 'POST',
      headers: signed({ headers, body, service, env, at: new Date() }),
      body,
      timeoutMs,
    })
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    return JSON.parse(answer.text)
  } finally {
    open--
    queue.shift()?.()
  }
}

async function answer(incoming) {
  const { url = '', method, headers } = incoming
  if (method !== 'GET') return [405, 'Method Not Allowed']
  if (headers['x-aws-parameters-secrets-token'] !== env.AWS_SESSION_TOKEN) return [401, 'Unauthorized']
  if (url.length > addressMax) return [414, 'URI Too Long']
  const question = readQuestion(url, settings)
  if (question === undefined) return [404, '404 page not found']
  await Promise.race([invoked.promise, new Promise((resolve) => setTimeout(resolve, grace).unref())])
  if (!isInvoked) return [400, 'not ready to serve traffic, please wait']
  try {
    const value = await kept.get(question.key, question.ttlMs, () => ask(question))
    return [200, JSON.stringify(question.written(value)), 'application/json']
  } catch (error) {
    say('ERROR', `${question.target}: ${error.message}`)
    return [400, 'an unexpected error occurred while executing request']
  }
}

const server = createServer(async (incoming, outgoing) => {
  incoming.resume()
  const [status, body, type = 'text/plain; charset=utf-8'] = await answer(incoming)
  outgoing.writeHead(status, { 'content-type': type }).end(body)
})

await new Promise((resolve, reject) => {
  server.once('error', reject)
  server.listen(settings.port, '127.0.0.1', resolve)
})
const registered = await exchange(`${api}/register`, {
  method: 'POST',
  headers: { 'Lambda-Extension-Name': name },
  body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
})
if (registered.status !== 200) throw new Error(`The extension could not register: ${registered.text}`)
say('INFO', 'ready to serve traffic')
const headers = { 'Lambda-Extension-Identifier': registered.headers['lambda-extension-identifier'] }
for (;;) {
  const { text } = await exchange(`${api}/event/next`, { headers })
  if (JSON.parse(text).eventType === 'SHUTDOWN') process.exit(0)
  isInvoked = true
  invoked.resolve()
}
