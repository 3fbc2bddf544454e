/** Platform events as lines of a log. */
import type { LoggingConfiguration } from '../types.ts'
import type { PlatformEvent, Tracing } from './platform-events.ts'

const levels = ['DEBUG', 'INFO', 'WARN'] as const
type SystemLevel = (typeof levels)[number]

/**
 * The line of an event, with its line break; undefined for what the log does not show.
 * Source: Lambda Developer Guide, "Configuring JSON and plain text log formats", and logs seen on AWS.
 */
export function platformLine(
  event: PlatformEvent,
  time: string,
  { format, systemLevel = 'INFO' }: Pick<LoggingConfiguration, 'format' | 'systemLevel'>,
): string | undefined {
  if (format === 'Text') return textLine(event)
  const level = levelOf(event)
  if (level === undefined || levels.indexOf(level) < levels.indexOf(systemLevel)) return undefined
  return `${JSON.stringify({ time, type: event.type, record: event.record })}\n`
}

/** Source: Lambda Developer Guide, "Log-level filtering", table "System log level event mapping". */
function levelOf(event: PlatformEvent): SystemLevel | undefined {
  switch (event.type) {
    case 'platform.initStart':
    case 'platform.restoreStart':
      return event.record.runtimeVersion === undefined ? 'DEBUG' : 'INFO'
    case 'platform.initRuntimeDone':
    case 'platform.restoreRuntimeDone':
    case 'platform.runtimeDone':
      return event.record.status === 'success' ? 'DEBUG' : 'WARN'
    case 'platform.initReport':
      if (event.record.status !== 'success') return 'WARN'
      return event.record.initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
    case 'platform.restoreReport':
    case 'platform.report':
      return event.record.status === 'success' ? 'INFO' : 'WARN'
    case 'platform.extension':
      return event.record.errorType === undefined ? 'INFO' : 'WARN'
    case 'platform.start':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return 'INFO'
    case 'platform.logsDropped':
      return 'WARN'
  }
}

function textLine(event: PlatformEvent): string | undefined {
  switch (event.type) {
    case 'platform.initStart':
    case 'platform.restoreStart': {
      const { runtimeVersion, runtimeVersionArn } = event.record
      if (runtimeVersion === undefined) return undefined
      const name = event.type === 'platform.initStart' ? 'INIT_START' : 'RESTORE_START'
      const arn = runtimeVersionArn === undefined ? '' : `\tRuntime Version ARN: ${runtimeVersionArn}`
      return `${name} Runtime Version: ${runtimeVersion}${arn}\n`
    }
    case 'platform.initReport': {
      const { initializationType, phase, status, errorType, metrics } = event.record
      if (status === 'success' && initializationType === 'on-demand') return undefined
      return `INIT_REPORT Init Duration: ${milliseconds(metrics.durationMs)}\tPhase: ${phase}\tStatus: ${status}${errorSuffix(errorType)}\n`
    }
    case 'platform.restoreReport': {
      const { status, errorType, metrics } = event.record
      const ended = status === 'success' ? '' : `\tStatus: ${status}${errorSuffix(errorType)}`
      return `RESTORE_REPORT Restore Duration: ${milliseconds(metrics.durationMs)}${ended}\n`
    }
    case 'platform.start':
      return `START RequestId: ${event.record.requestId} Version: ${event.record.version}\n`
    case 'platform.report':
      return reportLine(event.record)
    case 'platform.extension': {
      const { name, state, events, errorType } = event.record
      return `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(', ')}]${errorType === undefined ? '' : `\tError Type: ${errorType}`}\n`
    }
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription': {
      const { name, state, types } = event.record
      const title = event.type === 'platform.logsSubscription' ? 'LOGS' : 'TELEMETRY'
      return `${title}\tName: ${name}\tState: ${state}\tTypes: [${types.join(', ')}]\n`
    }
    default:
      return undefined
  }
}

type Report = Extract<PlatformEvent, { type: 'platform.report' }>['record']

function reportLine({ requestId, metrics, status, errorType, tracing }: Report): string {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = metrics
  const usual = `REPORT RequestId: ${requestId}\tDuration: ${milliseconds(durationMs)}\tBilled Duration: ${billedDurationMs} ms\tMemory Size: ${memorySizeMB} MB\tMax Memory Used: ${maxMemoryUsedMB} MB\t`
  return `${usual}${rareParts(metrics, status, errorType)}\n${tracing ? tracingLine(tracing) : ''}`
}

/** What stands in few REPORTs; each part ends with a tab. */
function rareParts(
  { initDurationMs, restoreDurationMs, billedRestoreDurationMs }: Report['metrics'],
  status: Report['status'],
  errorType: string | undefined,
): string {
  let parts = ''
  if (initDurationMs !== undefined) parts += `Init Duration: ${milliseconds(initDurationMs)}\t`
  if (restoreDurationMs !== undefined) parts += `Restore Duration: ${milliseconds(restoreDurationMs)}\t`
  if (billedRestoreDurationMs !== undefined)
    parts += `Billed Restore Duration: ${billedRestoreDurationMs} ms\t`
  if (status === 'timeout') parts += 'Status: timeout\t'
  else if (status !== 'success' && errorType !== undefined)
    parts += `Status: error\tError Type: ${errorType}\t`
  return parts
}

/** Only sampled invocations show it. Source: Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray". */
function tracingLine({ value, spanId }: Tracing): string {
  // Most are not, and reading the whole header would be a good part of writing REPORT.
  if (!value.includes('Sampled=1')) return ''
  const facts = new Map(
    value.split(';').map((part) => {
      const [name = '', fact = ''] = part.trim().split('=', 2)
      return [name, fact] as const
    }),
  )
  if (facts.get('Sampled') !== '1') return ''
  return `XRAY TraceId: ${facts.get('Root') ?? ''}\tSegmentId: ${spanId ?? facts.get('Parent') ?? ''}\tSampled: true\t\n`
}

function errorSuffix(errorType: string | undefined): string {
  return errorType === undefined ? '' : `\tError Type: ${errorType}`
}

/** With two decimals. Most numbers here are hundredths already and short, and what writes any number takes a good part of writing REPORT. */
function milliseconds(value: number): string {
  const hundredths = Math.round(value * 100)
  if (!(hundredths >= 0 && hundredths < 100_000_000)) return `${value.toFixed(2)} ms`
  const whole = Math.floor(hundredths / 100)
  const rest = hundredths - 100 * whole
  return `${whole}.${rest < 10 ? '0' : ''}${rest} ms`
}

/** The line that ends an invocation in the text format; JSON has none. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`
}
