/** What is told of a request after it was answered: access logs, execution logs, metrics. */
import { type Answer, bytesOf } from '../../../gateway/index.ts'
import { contextText } from './context.ts'
import type { RestExchange } from './exchange.ts'
import type { RestRoom } from './room.ts'

/** Tells of a request. */
export function tellRequestDone(room: RestRoom, exchange: RestExchange, answer: Answer): void {
  const { facts } = exchange
  facts.status = answer.status
  facts.responseBytes = bytesOf(answer)
  tellAccess(room, exchange)
  tellExecution(room, exchange)
  tellMetrics(room, exchange)
}

/** Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs", access logging. */
function tellAccess({ logs }: RestRoom, exchange: RestExchange): void {
  const { destinationArn: groupArn, format } = exchange.stage.view.accessLogSettings ?? {}
  if (groupArn === undefined || format === undefined) return
  logs.addAccess(exchange, { groupArn, format }, (name) => contextText(exchange, name))
}

/** Source: as above, execution logging: the group is API Gateway's own. */
function tellExecution({ logs }: RestRoom, { log, api, stage, requestId }: RestExchange): void {
  if (log.lines.length === 0) return
  const logGroupName = `API-Gateway-Execution-Logs_${api.apiId}/${stage.name}`
  const lines = log.lines.map(({ timestamp, message }) => ({
    timestamp,
    message: `(${requestId}) ${message}`,
  }))
  logs.add(
    { api, logGroupName, logStreamName: streamOf(`${api.apiId}/${stage.name}`), makesGroup: true },
    lines,
  )
}

/** Streams have names of 32 hexadecimal digits. Here there is one of each stage. */
function streamOf(name: string): string {
  return Buffer.from(name.padEnd(16, '.'), 'utf8').toString('hex').slice(0, 32)
}

/** Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics". */
function tellMetrics({ metrics }: RestRoom, exchange: RestExchange): void {
  const { api, stage, deployed, settings, method, resource, facts, now, surroundings } = exchange
  const ofApi = { ApiName: deployed.api.restApi.name ?? api.apiId }
  const ofStage = { ...ofApi, Stage: stage.name }
  const ofMethod = { ...ofApi, Method: method, Resource: resource.path, Stage: stage.name }
  const isDetailed = settings.metricsEnabled === true && resource.path !== ''
  const status = facts.status ?? 0
  const count = (isCounted: boolean) => ({ unit: 'Count', value: isCounted ? 1 : 0 }) as const
  metrics.count(api, [ofApi, ofStage, ...(isDetailed ? [ofMethod] : [])], {
    sums: {
      Count: count(true),
      '4XXError': count(status >= 400 && status < 500),
      '5XXError': count(status >= 500),
      ...(facts.cache === undefined
        ? {}
        : { CacheHitCount: count(facts.cache === 'hit'), CacheMissCount: count(facts.cache === 'miss') }),
    },
    durations: {
      Latency: Math.max(0, surroundings.clock.now() - now),
      IntegrationLatency: facts.integrationLatencyMs,
    },
  })
}
