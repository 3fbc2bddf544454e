import type { PlatformEvent } from '../logs/platform-events.ts'

/** A platform event as the Logs API shapes it; undefined for what it does not know. Source: "Lambda Logs API reference". */
export function asLogsApiEvent({
  type,
  record,
}: PlatformEvent): { type: string; record: unknown } | undefined {
  switch (type) {
    case 'platform.start':
      return { type, record: { requestId: record.requestId, version: record.version } }
    case 'platform.runtimeDone':
      return { type, record: { requestId: record.requestId, status: record.status } }
    case 'platform.report':
      return { type, record: { requestId: record.requestId, metrics: record.metrics } }
    case 'platform.extension':
    case 'platform.logsSubscription':
    case 'platform.logsDropped':
      return { type, record }
    default:
      return undefined
  }
}
