import type { Journal } from '../logs/journal.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import type { FunctionVersion, InvocationReport } from '../types.ts'
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
  return {
    durationMs,
    billedMs: Math.max(1, Math.ceil(durationMs + (billedInitMs ?? 0))),
    ...(billedInitMs === undefined ? {} : { initMs: billedInitMs }),
    ...(initializationType === 'snap-start' && initMs !== undefined ? { restoreMs: initMs } : {}),
    maxMemoryMb,
  }
}
