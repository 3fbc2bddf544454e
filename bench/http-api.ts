/**
 * What a request to an HTTP API costs: a route to a warm function of Node.js, beside Lambda's Invoke of the same function in the same run, and
 * beside the HTTP API of serverless-offline with the same handler. `node bench/http-api.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { median, percentile, Report } from './support/figures.ts'
import { invokeRequests, lambdaClient, makeFunction, nodeHello } from './support/lambda-functions.ts'
import { Load, requestOnce, type Target } from './support/load.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'
import { startServerlessOffline } from './support/serverless-offline.ts'

const rounds = Number(process.argv[2] ?? 5)
const roundMs = 2000
const warmUpMs = 3000
const atOnce = 16
/** Units: times Invoke's cost; times serverless-offline's rate. */
const limits = { cost: 1.5, offline: 5 }

const report = new Report()
const port = await freePort()
const server = await startServer(port)
try {
  const lambda = lambdaClient(port)
  await makeFunction(lambda, { name: 'hello-node', runtime: 'nodejs24.x', source: nodeHello })
  const api: Target = { port, requests: [await routeTo('hello-node')] }
  const invoke: Target = { port, requests: await invokeRequests(port, 'hello-node', 64) }
  const answer = (await requestOnce(api)).toString('utf8')
  if (!answer.includes('"hello"')) throw new Error(`The API answered: ${answer}`)
  report.line(`${availableParallelism()} processors, ${rounds} rounds in turns`)
  await compareOneAtATime(api, invoke)
  await compareRates(api, invoke)
  await compareOffline(api)
  lambda.destroy()
} finally {
  await stop(server)
}
report.finish()

/** Makes an API whose one route leads to the function; answers a request for it. */
async function routeTo(name: string): Promise<Buffer> {
  const gateway = new ApiGatewayV2({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
  })
  const Target = `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  const { ApiId } = await gateway.createApi({
    Name: 'bench',
    ProtocolType: 'HTTP',
    Target,
    RouteKey: 'GET /hello',
  })
  gateway.destroy()
  const lambda = lambdaClient(port)
  await lambda.addPermission({
    FunctionName: name,
    StatementId: 'api',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  })
  lambda.destroy()
  const host = `${ApiId}.execute-api.us-east-1.localhost:${port}`
  return Buffer.from(`GET /hello HTTP/1.1\r\nhost: ${host}\r\nuser-agent: bench\r\naccept: */*\r\n\r\n`)
}

async function compareOneAtATime(api: Target, invoke: Target): Promise<void> {
  const [byApi, byInvoke] = [await Load.open(api, 1), await Load.open(invoke, 1)]
  await byApi.rate(warmUpMs)
  await byInvoke.rate(warmUpMs)
  const taken: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    taken[0].push(...(await byApi.latencies(300)))
    taken[1].push(...(await byInvoke.latencies(300)))
  }
  byApi.close()
  byInvoke.close()
  const [apiP50, invokeP50] = [percentile(taken[0], 50), percentile(taken[1], 50)]
  report.figure('HTTP API, one at a time, p50', apiP50, 'ms', {}, 3)
  report.figure('HTTP API, one at a time, p99', percentile(taken[0], 99), 'ms', {}, 3)
  report.figure('Invoke, one at a time, p50', invokeP50, 'ms', {}, 3)
  report.figure('cost of the API', apiP50 / invokeP50, 'times', { atMost: limits.cost })
}

async function compareRates(api: Target, invoke: Target): Promise<void> {
  const [apiRate, invokeRate] = await ratesOf([api, invoke])
  report.figure(`HTTP API, ${atOnce} at once`, apiRate, 'requests/s', {}, 0)
  report.figure(`Invoke, ${atOnce} at once`, invokeRate, 'invocations/s', {}, 0)
  report.figure('cost of the API', invokeRate / apiRate, 'times', { atMost: limits.cost })
}

async function compareOffline(api: Target): Promise<void> {
  const offline = await startServerlessOffline()
  try {
    const [ours, theirs] = await ratesOf([api, offline.http])
    report.figure(`HTTP API beside it, ${atOnce} at once`, ours, 'requests/s', {}, 0)
    report.figure(`serverless-offline, ${atOnce} at once`, theirs, 'requests/s', {}, 0)
    report.figure('ahead of serverless-offline', ours / theirs, 'times', { atLeast: limits.offline })
  } finally {
    await stop(offline.child)
  }
}

/** The rates of two targets, measured in turns. */
async function ratesOf(targets: readonly [Target, Target]): Promise<[number, number]> {
  const loads = [await Load.open(targets[0], atOnce), await Load.open(targets[1], atOnce)] as const
  const rates: [number[], number[]] = [[], []]
  for (const load of loads) await load.rate(warmUpMs)
  for (let round = 0; round < rounds; round++) {
    rates[0].push(await loads[0].rate(roundMs))
    rates[1].push(await loads[1].rate(roundMs))
  }
  for (const load of loads) load.close()
  return [median(rates[0]), median(rates[1])]
}
