import type { Changeable } from '../../base/changeable.ts'
import type { Journal } from '../logs/journal.ts'
import type { InitializationType, ReportMetrics, Tracing } from '../logs/platform-events.ts'
import type { FunctionVersion, InvocationReport } from '../types.ts'
import type { Run } from './run.ts'

const untraced: { readonly tracing?: Tracing } = {}

/** What the events of an invocation say of X-Ray's place of it. */
export function tracingOf(traceHeader: string | undefined): { readonly tracing?: Tracing } {
  return traceHeader === undefined ? untraced : { tracing: { type: 'X-Amzn-Trace-Id', value: traceHeader } }
}

/** Writes what ends an invocation in the log: the runtime is done, END, REPORT. */
export function reportRun(journal: Journal, run: Run, report: InvocationReport, memorySizeMB: number): void {
  const { requestId, traceHeader } = run.invocation
  const { status, errorType } = run.end ?? { status: 'success' as const }
  const traced = tracingOf(traceHeader)
  if (journal.isDetailed) {
    journal.platform({
      type: 'platform.runtimeDone',
      record: {
        requestId,
        status,
        ...(errorType === undefined ? {} : { errorType }),
        metrics: { durationMs: report.durationMs, producedBytes: run.producedBytes },
        spans: run.spans(journal.now()),
        ...traced,
      },
    })
  }
  journal.end(requestId)
  const metrics: Changeable<ReportMetrics> = {
    durationMs: report.durationMs,
    billedDurationMs: report.billedMs,
    memorySizeMB,
    maxMemoryUsedMB: report.maxMemoryMb,
  }
  if (report.initMs !== undefined) metrics.initDurationMs = report.initMs
  if (report.restoreMs !== undefined) metrics.restoreDurationMs = report.restoreMs
  const ended = errorType === undefined ? { status } : { status, errorType }
  journal.platform({ type: 'platform.report', record: { requestId, metrics, ...ended, ...traced } })
}

/** Where a run took place, as far as its numbers depend on it. */
interface Place {
  readonly version: FunctionVersion
  readonly initializationType: InitializationType
  /** How long the environment took to initialise for this run. Unit: milliseconds. */
  readonly initMs: number | undefined
}

/** The numbers of a run, of this instant while it goes on. */
export function numbersOf(
  run: Run,
  { version, initializationType, initMs }: Place,
  maxMemoryMb: number,
): InvocationReport {
  const elapsed = (run.endedAt ?? performance.now()) - run.startedAt
  const isTimeout = run.end?.status === 'timeout'
  const durationMs = Math.round((isTimeout ? version.timeoutMs : elapsed) * 100) / 100
  const billedInitMs = initializationType === 'on-demand' ? initMs : undefined
  const report: Changeable<InvocationReport> = {
    durationMs,
    billedMs: Math.max(1, Math.ceil(durationMs + (billedInitMs ?? 0))),
    maxMemoryMb,
  }
  if (billedInitMs !== undefined) report.initMs = billedInitMs
  if (initializationType === 'snap-start' && initMs !== undefined) report.restoreMs = initMs
  return report
}
