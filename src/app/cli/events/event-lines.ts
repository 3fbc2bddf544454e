/**
 * Steps of events as lines for people, and which of them somebody wants to see: those that name a source or a function, and
 * those that led there, found by the ids under which an event was known before.
 */
import type { TrailStage, TrailStepAt } from '../../../dispatch/index.ts'
import type { Paint } from '../terminal.ts'

/** What is asked for. Parts of ARNs; both must be found on the way of an event. */
export interface WantedEvents {
  readonly source?: string
  readonly function?: string
}

/** Steps that are kept to be shown later, when it turns out where they led. Ours. */
const keptMax = 5_000

/** Chooses steps; one for each watch. */
export class StepChooser {
  readonly #wanted: WantedEvents
  /** Events whose further steps are shown. */
  readonly #followed = new Set<string>()
  /** Steps that were not shown, the oldest first. */
  #kept: TrailStepAt[] = []

  constructor(wanted: WantedEvents) {
    this.#wanted = wanted
  }

  /** The steps to show now that this one is known: none, this one, or those that led to it before it. */
  choose(step: TrailStepAt): TrailStepAt[] {
    const { source, function: name } = this.#wanted
    if (source === undefined && name === undefined) return [step]
    const ids = [step.event, ...(step.causes ?? [])]
    const way = this.#wayTo(ids)
    const steps = [...way, step]
    const found =
      ids.some((id) => this.#followed.has(id)) ||
      ((source === undefined || steps.some((one) => one.source.includes(source))) &&
        (name === undefined || steps.some((one) => functionOf(one)?.includes(name) ?? false)))
    if (!found) {
      this.#kept.push(step)
      if (this.#kept.length > 2 * keptMax) this.#kept = this.#kept.slice(-keptMax)
      return []
    }
    if (this.#followed.size > 4 * keptMax) this.#followed.clear()
    for (const one of steps) this.#followed.add(one.event)
    this.#kept = this.#kept.filter((one) => !way.includes(one))
    return steps
  }

  /** Kept steps of these events, and of what they were made of. */
  #wayTo(ids: readonly string[]): TrailStepAt[] {
    const known = new Set(ids)
    const way: TrailStepAt[] = []
    for (let index = this.#kept.length - 1; index >= 0; index--) {
      const step = this.#kept[index]
      if (!step || !known.has(step.event)) continue
      way.unshift(step)
      for (const cause of step.causes ?? []) known.add(cause)
    }
    return way
  }
}

function functionOf({ source, target }: TrailStepAt): string | undefined {
  return [target, source].find((arn) => arn !== undefined && /:lambda:.*:function:/.test(arn))
}

/** One step in one line. */
export function stepLine(step: TrailStepAt, paint: Paint, interactive: boolean): string {
  const { at, stage, event, causes = [], source, target, detail } = step
  const time = new Date(at).toISOString()
  const from = causes.filter((cause) => cause !== event)
  const shown = from.slice(0, 3).map(shortId).join(' ')
  const more = from.length > 3 ? ` and ${from.length - 3} more` : ''
  const isStaying = target === undefined || target === source
  const way = isStaying ? shortArn(source) : `${shortArn(source)} → ${shortArn(target)}`
  return [
    paint.dim(interactive ? time.slice(11, 23) : time),
    stagePaint(stage, paint)(stage.padEnd(11)),
    paint.bold(shortId(event)),
    ...(from.length === 0 ? [] : [paint.dim(`← ${shown}${more}`)]),
    way,
    ...(detail === undefined ? [] : [paint.dim(detail.replaceAll('\n', ' '))]),
  ].join('  ')
}

/** `059f36b4` of a UUID; the end of a shard's sequence number; others up to 20 characters. */
export function shortId(id: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(id)) return id.slice(0, 8)
  const sequence = /^shardId-.*:(\d+)$/.exec(id)?.[1]
  if (sequence !== undefined) return sequence.length > 10 ? `…${sequence.slice(-10)}` : sequence
  return id.length > 20 ? `${id.slice(0, 19)}…` : id
}

/** `sqs:orders`: the service and the resource. */
export function shortArn(arn: string): string {
  if (!arn.startsWith('arn:')) return arn
  const [, , service = '', , , ...rest] = arn.split(':')
  const resource = rest.join(':').replace(/^(?:function|rule|event-bus|stream|table|pipe|schedule)[:/]/, '')
  return `${service}:${resource}`
}

function stagePaint(stage: TrailStage, paint: Paint): (text: string) => string {
  switch (stage) {
    case 'succeeded':
      return paint.green
    case 'failed':
    case 'dropped':
      return paint.red
    case 'retrying':
    case 'dead-letter':
      return paint.yellow
    case 'filtered':
      return paint.dim
    default:
      return paint.cyan
  }
}
