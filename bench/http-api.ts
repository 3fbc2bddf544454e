/**
 * What a request to an HTTP API costs: a route to a warm function of Node.js, beside Lambda's Invoke of the same function in the same run, and
 * beside the HTTP API of serverless-offline with the same handler. `node bench/http-api.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { compareOneAtATime, compareRates, ratesOf } from './support/beside-invoke.ts'
import { clientSettings } from './support/clients.ts'
import { Report } from './support/figures.ts'
import {
  invokeRequests,
  lambdaClient,
  letGatewayInvoke,
  makeFunction,
  nodeHello,
} from './support/lambda-functions.ts'
import { requestOnce, type Target } from './support/load.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'
import { startServerlessOffline } from './support/serverless-offline.ts'

const atOnce = 16
const measured = { rounds: Number(process.argv[2] ?? 5), roundMs: 2000, warmUpMs: 3000, atOnce }
/** Units: times Invoke's cost; times serverless-offline's rate. */
const limits = { cost: 1.5, offline: 5 }

const report = new Report()
const port = await freePort()
const server = await startServer(port)
try {
  const lambda = lambdaClient(port)
  await makeFunction(lambda, { name: 'hello-node', runtime: 'nodejs24.x', source: nodeHello })
  await letGatewayInvoke(lambda, 'hello-node')
  const api: Target = { port, requests: [await routeTo('hello-node')] }
  const invoke: Target = { port, requests: await invokeRequests(port, 'hello-node', 64) }
  const answer = (await requestOnce(api)).toString('utf8')
  if (!answer.includes('"hello"')) throw new Error(`The API answered: ${answer}`)
  report.line(`${availableParallelism()} processors, ${measured.rounds} rounds in turns`)
  const compared = { title: 'HTTP API', api, invoke, cost: limits.cost }
  await compareOneAtATime(report, measured, compared)
  await compareRates(report, measured, compared)
  await compareOffline(api)
  lambda.destroy()
} finally {
  await stop(server)
}
report.finish()

/** Makes an API whose one route leads to the function; answers a request for it. */
async function routeTo(name: string): Promise<Buffer> {
  const gateway = new ApiGatewayV2(clientSettings(port))
  const Target = `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  const { ApiId } = await gateway.createApi({
    Name: 'bench',
    ProtocolType: 'HTTP',
    Target,
    RouteKey: 'GET /hello',
  })
  gateway.destroy()
  const host = `${ApiId}.execute-api.us-east-1.localhost:${port}`
  return Buffer.from(`GET /hello HTTP/1.1\r\nhost: ${host}\r\nuser-agent: bench\r\naccept: */*\r\n\r\n`)
}

async function compareOffline(api: Target): Promise<void> {
  const offline = await startServerlessOffline()
  try {
    const [ours, theirs] = await ratesOf(measured, [api, offline.http])
    report.figure(`HTTP API beside it, ${atOnce} at once`, ours, 'requests/s', {}, 0)
    report.figure(`serverless-offline, ${atOnce} at once`, theirs, 'requests/s', {}, 0)
    report.figure('ahead of serverless-offline', ours / theirs, 'times', { atLeast: limits.offline })
  } finally {
    await stop(offline.child)
  }
}
