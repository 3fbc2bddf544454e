/**
 * A thousand WebSockets, each with a message each way a second: to a function of Node.js whose answer goes back (a route that goes both
 * ways). Counts what is lost, and how long an answer takes. `node bench/websockets.ts [connections] [seconds]`
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { WebSocket } from 'ws'
import { clientSettings } from './support/clients.ts'
import { percentile, Report } from './support/figures.ts'
import { lambdaClient, letGatewayInvoke, makeFunction } from './support/lambda-functions.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'

const connectionCount = Number(process.argv[2] ?? 1000)
const seconds = Number(process.argv[3] ?? 30)
/** How long the last answers may take, and over which time clients begin to talk. Unit: milliseconds. */
const graceMs = 10_000
const rampMs = 8_000

const source = 'export const handler = async ({ body }) => ({ statusCode: 200, body })\n'

const report = new Report()
const port = await freePort()
const server = await startServer(port)
try {
  const lambda = lambdaClient(port)
  await makeFunction(lambda, { name: 'echo', runtime: 'nodejs24.x', source })
  await letGatewayInvoke(lambda, 'echo')
  const apiId = await makeApi('echo')
  report.line(`${availableParallelism()} processors, ${connectionCount} connections, ${seconds} seconds`)
  const before = rss()
  const started = performance.now()
  const clients: WebSocket[] = []
  while (clients.length < connectionCount) {
    const some = Array.from({ length: Math.min(50, connectionCount - clients.length) }, () => dial(apiId))
    await Promise.all(some.map((client) => once(client, 'open')))
    clients.push(...some)
  }
  report.figure(
    'connections a second',
    connectionCount / ((performance.now() - started) / 1000),
    'a second',
    {},
    0,
  )
  report.figure('memory of the server for each', ((rss() - before) * 1024) / connectionCount, 'KiB', {}, 1)
  await talk(clients)
  for (const client of clients) client.terminate()
  lambda.destroy()
} finally {
  await stop(server)
}
report.finish()

async function makeApi(name: string): Promise<string> {
  const gateway = new ApiGatewayV2(clientSettings(port))
  const { ApiId = '' } = await gateway.createApi({
    Name: 'bench',
    ProtocolType: 'WEBSOCKET',
    RouteSelectionExpression: '$request.body.action',
  })
  const { IntegrationId } = await gateway.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  })
  const { RouteId } = await gateway.createRoute({
    ApiId,
    RouteKey: '$default',
    Target: `integrations/${IntegrationId}`,
    RouteResponseSelectionExpression: '$default',
  })
  await gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: '$default' })
  await gateway.createStage({ ApiId, StageName: 'live', AutoDeploy: true })
  gateway.destroy()
  return ApiId
}

function dial(apiId: string): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/_aws/execute-api/${apiId}/live`, { perMessageDeflate: false })
}

/** Each client sends a message a second, all evenly spread over it, and waits for none. They begin one after the other. */
async function talk(clients: readonly WebSocket[]): Promise<void> {
  const waits: number[] = []
  let [sent, failed, closed] = [0, 0, 0]
  const waiting = new Map<string, number>()
  for (const client of clients) {
    client.on('close', () => closed++)
    client.on('message', (data) => {
      const text = String(data)
      const at = waiting.get(text)
      if (at === undefined) {
        if (failed++ === 0) report.line(`  another frame: ${text}`)
        return
      }
      waiting.delete(text)
      waits.push(performance.now() - at)
    })
  }
  const total = clients.length * seconds
  const started = performance.now()
  while (sent < total) {
    const passedMs = performance.now() - started
    const effectiveMs = passedMs < rampMs ? passedMs ** 2 / (2 * rampMs) : passedMs - rampMs / 2
    const due = Math.min(total, Math.floor((effectiveMs / 1000) * clients.length))
    for (; sent < due; sent++) {
      const text = `{"n":${sent}}`
      waiting.set(text, performance.now())
      clients[sent % clients.length]?.send(text)
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const talkedMs = performance.now() - started - rampMs / 2
  const end = performance.now() + graceMs
  while (waiting.size > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  report.figure('messages a second each way', sent / (talkedMs / 1000), 'a second', {}, 0)
  report.figure('sent', sent, 'messages', {}, 0)
  report.figure('without an answer', waiting.size, 'messages', { atMost: 0 }, 0)
  report.figure('other frames', failed, 'messages', { atMost: 0 }, 0)
  report.figure('connections lost', closed, 'connections', { atMost: 0 }, 0)
  report.figure('there and back, p50', percentile(waits, 50), 'ms', {}, 1)
  report.figure('there and back, p99', percentile(waits, 99), 'ms', {}, 1)
  report.figure('memory of the server', rss(), 'MiB', {}, 0)
}

/** Unit: mebibytes. */
function rss(): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024
}
