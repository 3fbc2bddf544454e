import type { Journal } from '../logs/journal.ts'
import type { InvocationReport } from '../types.ts'
import type { Run } from './run.ts'

/** Writes what ends an invocation in the log: the runtime is done, END, REPORT. */
export function reportRun(journal: Journal, run: Run, report: InvocationReport, memorySizeMB: number): void {
  const { requestId, traceHeader } = run.invocation
  const { status, errorType } = run.end ?? { status: 'success' as const }
  const failed = errorType === undefined ? {} : { errorType }
  const tracing =
    traceHeader === undefined ? {} : { tracing: { type: 'X-Amzn-Trace-Id', value: traceHeader } as const }
  if (journal.isDetailed) {
    journal.platform({
      type: 'platform.runtimeDone',
      record: {
        requestId,
        status,
        ...failed,
        metrics: { durationMs: report.durationMs, producedBytes: run.producedBytes },
        spans: run.spans(journal.now()),
        ...tracing,
      },
    })
  }
  journal.end(requestId)
  journal.platform({
    type: 'platform.report',
    record: {
      requestId,
      metrics: {
        durationMs: report.durationMs,
        billedDurationMs: report.billedMs,
        memorySizeMB,
        maxMemoryUsedMB: report.maxMemoryMb,
        ...(report.initMs === undefined ? {} : { initDurationMs: report.initMs }),
        ...(report.restoreMs === undefined ? {} : { restoreDurationMs: report.restoreMs }),
      },
      status,
      ...failed,
      ...tracing,
    },
  })
}
