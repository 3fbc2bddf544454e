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

/** Notes a happening that has come to its end. */
export function noteHappening(
  { logs, metrics }: Notebook,
  exchange: SocketExchange,
  outcome: SocketOutcome,
): void {
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
