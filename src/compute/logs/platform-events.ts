/**
 * What Lambda itself tells of an environment, in the words of the Telemetry API. The log lines START, END and REPORT, the system
 * records of the JSON log format and what extensions subscribe to are all made from these.
 * Source: Lambda Developer Guide, "Telemetry API Event schema reference".
 */

/** Why an environment was initialised. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start'

/** When: ahead of the invocation, or again within one. */
export type InitPhase = 'init' | 'invoke'

/** How a phase ended. `error`: the runtime ended by itself; `failure`: it said that it failed. */
export type PhaseStatus = 'success' | 'failure' | 'error' | 'timeout'

/** A part of a phase. `start` is ISO 8601. */
export interface Span {
  readonly name: string
  readonly start: string
  readonly durationMs: number
}

/** X-Ray's place of an invocation. */
export interface Tracing {
  readonly spanId?: string
  readonly type: 'X-Amzn-Trace-Id'
  readonly value: string
}

/** Numbers of an invocation. */
export interface ReportMetrics {
  readonly durationMs: number
  readonly billedDurationMs: number
  readonly memorySizeMB: number
  readonly maxMemoryUsedMB: number
  readonly initDurationMs?: number
  readonly restoreDurationMs?: number
  readonly billedRestoreDurationMs?: number
}

/** One record, without its time. */
export type PlatformEvent =
  | {
      readonly type: 'platform.initStart'
      readonly record: {
        readonly initializationType: InitializationType
        readonly phase: InitPhase
        readonly runtimeVersion?: string
        readonly runtimeVersionArn?: string
        readonly functionName: string
        readonly functionVersion: string
        readonly instanceId: string
        readonly instanceMaxMemory: number
      }
    }
  | {
      readonly type: 'platform.initRuntimeDone'
      readonly record: {
        readonly initializationType: InitializationType
        readonly phase: InitPhase
        readonly status: PhaseStatus
        readonly errorType?: string
      }
    }
  | {
      readonly type: 'platform.initReport'
      readonly record: {
        readonly initializationType: InitializationType
        readonly phase: InitPhase
        readonly status: PhaseStatus
        readonly errorType?: string
        readonly metrics: { readonly durationMs: number }
      }
    }
  | {
      readonly type: 'platform.restoreStart'
      readonly record: {
        readonly functionName: string
        readonly functionVersion: string
        readonly instanceId: string
        readonly instanceMaxMemory: number
        readonly runtimeVersion?: string
        readonly runtimeVersionArn?: string
      }
    }
  | {
      readonly type: 'platform.restoreRuntimeDone'
      readonly record: { readonly status: PhaseStatus; readonly errorType?: string }
    }
  | {
      readonly type: 'platform.restoreReport'
      readonly record: {
        readonly status: PhaseStatus
        readonly errorType?: string
        readonly metrics: { readonly durationMs: number }
      }
    }
  | {
      readonly type: 'platform.start'
      readonly record: { readonly requestId: string; readonly version: string; readonly tracing?: Tracing }
    }
  | {
      readonly type: 'platform.runtimeDone'
      readonly record: {
        readonly requestId: string
        readonly status: PhaseStatus
        readonly errorType?: string
        readonly metrics?: { readonly durationMs: number; readonly producedBytes?: number }
        readonly spans?: readonly Span[]
        readonly tracing?: Tracing
      }
    }
  | {
      readonly type: 'platform.report'
      readonly record: {
        readonly requestId: string
        readonly metrics: ReportMetrics
        readonly status: PhaseStatus
        readonly errorType?: string
        readonly tracing?: Tracing
      }
    }
  | {
      readonly type: 'platform.extension'
      readonly record: {
        readonly name: string
        readonly state: string
        readonly events: readonly string[]
        readonly errorType?: string
      }
    }
  | {
      readonly type: 'platform.telemetrySubscription' | 'platform.logsSubscription'
      readonly record: { readonly name: string; readonly state: string; readonly types: readonly string[] }
    }
  | {
      readonly type: 'platform.logsDropped'
      readonly record: {
        readonly reason: string
        readonly droppedRecords: number
        readonly droppedBytes: number
      }
    }
