/**
 * What is written down of happenings: access logs and metrics. Source: API Gateway Developer Guide, "Configure logging for WebSocket APIs" and
 * "Monitor WebSocket API execution with CloudWatch metrics".
 */
import type { ApiHome, ApiMetrics, LogLines } from '../../../gateway/index.ts'
import { type SocketExchange, socketVariable } from './exchange.ts'
import type { SocketOutcome } from './outcome.ts'

interface Notebook {
  readonly logs: LogLines
  readonly metrics: ApiMetrics
}

/**
 * Tells how a happening begins. Source: API Gateway Developer Guide, "Configure logging for WebSocket APIs"; the words: logs that users of AWS
 * have published. UNVERIFIED: those of messages and ends.
 */
export function tellBeginning({ log, requestId, route, connection, happening, api }: SocketExchange): void {
  log.info(`Extended Request Id: ${requestId}`)
  log.info(`Starting execution for request: ${requestId}`)
  log.info(`WebSocket Request Route: [${route.key}]`)
  const { facts, headers, sourceIp } = connection
  const client = `Connection Id: ${facts.connectionId}`
  if (happening.eventType === 'CONNECT') {
    const agent = headers['user-agent'] ?? 'null'
    log.info(
      `Client [UserAgent: ${agent}, SourceIp: ${sourceIp}] is connecting to WebSocket API [${api.apiId}].`,
    )
  } else if (happening.eventType === 'MESSAGE') {
    log.info(`Client [${client}] sent a message to API [${api.apiId}].`)
    log.data(() => `Route request body before transformations: ${happening.text}`)
  } else log.info(`Client [${client}] disconnected from API [${api.apiId}].`)
}

function tellEnd({ log, connection, happening, api, route }: SocketExchange, outcome: SocketOutcome): void {
  if (outcome.kind === 'refused') {
    log.error(`Execution failed due to: ${outcome.message}`)
    log.info(`Route completed with status: ${outcome.status}`)
    return
  }
  if (route.isTwoWay) log.data(() => `Route response body after transformations: ${outcome.text}`)
  log.info(`Successfully completed execution`)
  log.info(`Route completed with status: ${outcome.status}`)
  if (happening.eventType === 'CONNECT' && outcome.status < 300)
    log.info(
      `Client [Connection Id: ${connection.facts.connectionId}] connected to API [${api.apiId}] successfully.`,
    )
}

/** The group is API Gateway's own. Source: as above. */
function writeLog({ logs }: Notebook, { log, api, stage, requestId }: SocketExchange): void {
  if (log.lines.length === 0) return
  const logGroupName = `/aws/apigateway/${api.apiId}/${stage.name}`
  const lines = log.lines.map(({ timestamp, message }) => ({
    timestamp,
    message: `(${requestId}) ${message}`,
  }))
  logs.add({ api, logGroupName, logStreamName: `${api.apiId}-${stage.name}`, makesGroup: true }, lines)
}

/** Notes a happening that has come to its end. */
export function noteHappening(notebook: Notebook, exchange: SocketExchange, outcome: SocketOutcome): void {
  const { logs, metrics } = notebook
  const { seen, stage, api, happening } = exchange
  seen.status = outcome.status
  if (outcome.kind === 'refused') seen.error = outcome.message
  const isError = outcome.status >= 400
  const wasAsked = seen.integrationStatus !== undefined
  const flag = (value: boolean) => ({ unit: 'Count', value: value ? 1 : 0 }) as const
  metrics.count(api, dimensionsOf(api, stage.name), {
    sums: {
      ...(happening.eventType === 'CONNECT' ? { ConnectCount: flag(true) } : {}),
      ...(happening.eventType === 'MESSAGE' ? { MessageCount: flag(true) } : {}),
      ClientError: flag(isError && !wasAsked && outcome.status < 500),
      ExecutionError: flag(wasAsked && outcome.kind === 'refused'),
      IntegrationError: flag(isError && outcome.kind === 'answer'),
    },
    durations: { IntegrationLatency: seen.integrationLatencyMs },
  })
  logs.addAccess(exchange, stage.accessLog, (name) => socketVariable(exchange, name))
  tellEnd(exchange, outcome)
  writeLog(notebook, exchange)
}

/** Counts a message to a client that its API did not ask for itself. */
export function notePosted({ metrics }: Pick<Notebook, 'metrics'>, api: ApiHome, stage: string): void {
  metrics.count(api, dimensionsOf(api, stage), {
    sums: { MessageCount: { unit: 'Count', value: 1 } },
    durations: {},
  })
}

function dimensionsOf({ apiId }: ApiHome, stage: string) {
  return [{ ApiId: apiId }, { ApiId: apiId, Stage: stage }]
}
