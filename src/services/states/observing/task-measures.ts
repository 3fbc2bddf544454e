/**
 * What histories tell of tasks, as metrics: how many were scheduled, started and ended how, and how long that took. An end names no resource and no
 * beginning, so a few are remembered from one event to the next; those that are not any more (too many wait, another node began them) have no times.
 * Source: Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch" (Activity, Lambda Function and Service Integration Metrics).
 * Missed heartbeats, which histories do not tell from time limits, are among what timed out.
 */
import { detailsOf, type HistoryEvent } from '../engine.ts'
import { rememberedTasksMax } from '../limits.ts'

export interface Measure {
  readonly name: string
  readonly unit: 'Count' | 'Milliseconds'
  readonly value: number
  readonly dimension: { readonly Name: string; readonly Value: string }
}

/** Tasks of one kind: how their metrics are called. */
interface Family {
  readonly counts: string
  readonly times: string
  readonly dimension: string
}

type Phase = 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'

/** Of a kind of task, by the word that the types of its events begin with. */
const families: Readonly<Record<string, Family>> = {
  Activity: { counts: 'Activities', times: 'Activity', dimension: 'ActivityArn' },
  LambdaFunction: { counts: 'LambdaFunctions', times: 'LambdaFunction', dimension: 'LambdaFunctionArn' },
  Task: {
    counts: 'ServiceIntegrations',
    times: 'ServiceIntegration',
    dimension: 'ServiceIntegrationResourceArn',
  },
}

const phases: Readonly<Record<string, Phase>> = {
  Scheduled: 'Scheduled',
  ScheduleFailed: 'Failed',
  Started: 'Started',
  StartFailed: 'Failed',
  Submitted: 'Submitted',
  SubmitFailed: 'Failed',
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  TimedOut: 'TimedOut',
}

const told: ReadonlyMap<string, { readonly family: Family; readonly phase: Phase }> = new Map(
  Object.entries(families).flatMap(([kind, family]) =>
    Object.entries(phases).map(([word, phase]) => [`${kind}${word}`, { family, phase }] as const),
  ),
)

/** A task that has not ended. Units: milliseconds since the epoch. */
interface Open {
  readonly resource: string
  readonly scheduledMs: number
  readonly startedMs?: number
}

const none: readonly Measure[] = []

export class TaskMeasures {
  /** By the execution and the last event that was told of the task. */
  readonly #open = new Map<string, Open>()

  /** What an event counts and measures. Every event of an execution is to be told once, in order. */
  of(executionArn: string, event: HistoryEvent): readonly Measure[] {
    const known = told.get(event.type)
    if (!known) return none
    const { family, phase } = known
    const { timestampMs } = event
    const before = `${executionArn} ${event.previousEventId}`
    const open = this.#open.get(before)
    this.#open.delete(before)
    const resource = resourceOf(event) ?? open?.resource
    if (resource === undefined) return none
    if (phase === 'Scheduled') this.#remember(executionArn, event, { resource, scheduledMs: timestampMs })
    else if (phase === 'Submitted' || phase === 'Started')
      this.#remember(executionArn, event, open && { startedMs: timestampMs, ...open })
    if (phase === 'Submitted') return none
    const dimension = { Name: family.dimension, Value: resource }
    const count: Measure = { name: `${family.counts}${phase}`, unit: 'Count', value: 1, dimension }
    const time = (name: string, sinceMs: number | undefined): Measure[] =>
      sinceMs === undefined
        ? []
        : [{ name: `${family.times}${name}`, unit: 'Milliseconds', value: timestampMs - sinceMs, dimension }]
    if (phase === 'Scheduled') return [count]
    if (phase === 'Started') return [count, ...time('ScheduleTime', open?.scheduledMs)]
    return [count, ...time('RunTime', open?.startedMs), ...time('Time', open?.scheduledMs)]
  }

  #remember(executionArn: string, { id }: HistoryEvent, open: Open | undefined): void {
    if (!open) return
    this.#open.set(`${executionArn} ${id}`, open)
    if (this.#open.size <= rememberedTasksMax) return
    for (const oldest of this.#open.keys()) {
      this.#open.delete(oldest)
      break
    }
  }
}

/** UNVERIFIED: what AWS calls the resource of a service's tasks. */
function resourceOf(event: HistoryEvent): string | undefined {
  const details = detailsOf(event) as
    | { readonly resource?: string; readonly resourceType?: string }
    | undefined
  if (details?.resource === undefined || details.resourceType === undefined) return details?.resource
  return `arn:aws:states:::${details.resourceType}:${details.resource}`
}
