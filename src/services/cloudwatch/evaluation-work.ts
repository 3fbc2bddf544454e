/** Looks at alarms: each metric alarm when a period ends, composite ones when an alarm that they name has changed. */
import { AwsError } from '../../aws/aws-error.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { alarmArn, alarmNameOf, changeState, eachAlarm, scheduleEvaluation } from './alarms.ts'
import type { AlarmRecord, CompositeAlarmRecord, MetricAlarmRecord, StateValue } from './domain/alarm.ts'
import { alarmsOf, parseAlarmRule, ruleHolds } from './domain/alarm-rule.ts'
import { type Evaluated, extraPeriods, judge, reasonFor } from './domain/alarm-state.ts'
import { evaluationDelayMs, periodOf } from './domain/evaluation-times.ts'
import { awsInstant } from './domain/instants.ts'
import { cut, floorTo, pointsOf } from './domain/periods.ts'
import { readStatistic } from './domain/statistics.ts'
import { computeQueries, readQueries } from './queries.ts'
import { alarms, type Evaluation, evaluationQueue } from './records.ts'
import { seriesIdOf } from './series-id.ts'
import { readSamples } from './values.ts'

/** Registers the work. */
export function handleEvaluations(surroundings: BackgroundSurroundings): void {
  surroundings.jobs.handle(evaluationQueue, evaluationHandler(surroundings))
}

function evaluationHandler(surroundings: BackgroundSurroundings): JobHandler<Evaluation> {
  const { store, clock } = surroundings
  return async ({ value: { accountId, region, name, generation, repeats } }) => {
    const stored = await alarms.get(store, [accountId, region, name])
    if (stored?.value.generation !== generation) return undefined
    const commit = atomic(store)
    const now = clock.now()
    if (stored.value.kind === 'metric')
      await evaluateMetric(surroundings, commit, { ...stored, value: stored.value }, now)
    else await evaluateComposite(surroundings, commit, { ...stored, value: stored.value }, now)
    if (repeats) scheduleEvaluation(commit, stored.value, now)
    return commit
  }
}

async function evaluateMetric(
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  stored: Stored<MetricAlarmRecord>,
  now: number,
): Promise<void> {
  const { value: alarm } = stored
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, threshold, comparison } = alarm
  const period = periodOf(alarm)
  const stepMs = period * 1000
  const ended = floorTo(now - evaluationDelayMs, Math.min(stepMs, 60_000))
  const count = evaluationPeriods + extraPeriods
  const start = ended - count * stepMs
  const found = await pointsOfAlarm(surroundings, alarm, start, ended)
  const points = Array.from({ length: count }, (_, index) => {
    const at = start + index * stepMs
    return { at, value: found.points.get(at) }
  })
  const given: Evaluated = {
    points,
    evaluationPeriods,
    datapointsToAlarm,
    threshold,
    comparison,
    missing: alarm.treatMissingData ?? 'missing',
  }
  const verdict = judge(given)
  const state = verdict.state
  if (state === undefined || state === alarm.state.value) return
  const considered = verdict.considered.map(({ at, value }) => ({
    timestamp: awsInstant(at),
    ...(found.counts.has(at) ? { sampleCount: found.counts.get(at) } : {}),
    value,
  }))
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: awsInstant(now),
    ...(considered.length === 0 ? {} : { startDate: considered.at(-1)?.timestamp }),
    ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
    ...(alarm.queries ? {} : { statistic: alarm.statistic ?? alarm.extendedStatistic }),
    period,
    recentDatapoints: verdict.considered.map(({ value }) => value).reverse(),
    threshold,
    evaluatedDatapoints: considered,
  })
  await changeState(
    commit,
    surroundings,
    stored,
    { value: state, reason: reasonFor(given, verdict, state), reasonData },
    now,
  )
}

async function pointsOfAlarm(
  { store, logger }: BackgroundSurroundings,
  alarm: MetricAlarmRecord,
  start: number,
  end: number,
): Promise<{ readonly points: ReadonlyMap<number, number>; readonly counts: ReadonlyMap<number, number> }> {
  const { queries, metric, unit } = alarm
  const period = periodOf(alarm)
  if (queries) {
    try {
      const computed = await computeQueries(store, alarm, readQueries(queries), { start, end })
      const shown = queries.find(({ returnData }) => returnData)
      return { points: computed.get(shown?.id ?? '')?.[0]?.points ?? new Map(), counts: new Map() }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      logger.warn('An alarm cannot be evaluated', { alarm: alarm.name, error })
      return { points: new Map(), counts: new Map() }
    }
  }
  const statistic = readStatistic(alarm.statistic ?? alarm.extendedStatistic ?? '')
  if (!metric || !statistic) return { points: new Map(), counts: new Map() }
  const samples = await readSamples(store, alarm, seriesIdOf(metric), start, end)
  const periods = cut(
    unit === undefined ? samples : samples.filter((sample) => sample.unit === unit),
    start,
    period,
  )
  const least =
    statistic.kind === 'percentile' && alarm.lowSampleCount === 'ignore'
      ? enoughSamples(statistic.percent)
      : 0
  const counts = new Map(
    periods.map(({ at, samples: group }) => [at, group.reduce((sum, { count }) => sum + count, 0)]),
  )
  const kept = periods.filter(({ at }) => (counts.get(at) ?? 0) >= least)
  return { points: pointsOf(kept, statistic), counts }
}

/** Fewer samples say nothing of a percentile. Source: User Guide, "Percentile-based CloudWatch alarms and low data samples". */
function enoughSamples(percent: number): number {
  const share = percent / 100
  return share >= 0.5 ? 10 / (1 - share) : 10 / share
}

async function evaluateComposite(
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  stored: Stored<CompositeAlarmRecord>,
  now: number,
): Promise<void> {
  const { store } = surroundings
  const { value: alarm } = stored
  const rule = parseAlarmRule(alarm.rule)
  const states = new Map<string, AlarmRecord>()
  const asked = new Set(alarmsOf(rule).map(alarmNameOf))
  for await (const { value } of eachAlarm(store, [alarm.accountId, alarm.region]))
    if (asked.has(value.name)) states.set(value.name, value)
  const state: StateValue = ruleHolds(rule, (name) => states.get(alarmNameOf(name))?.state.value)
    ? 'ALARM'
    : 'OK'
  if (state === alarm.state.value) return
  const triggering = [...states.values()]
  const newest = triggering.toSorted(
    (left, right) => right.state.transitionedAt - left.state.transitionedAt,
  )[0]
  const arnOf = (each: AlarmRecord) => alarmArn(each, partitionOf(each.region))
  const reason = newest
    ? `${arnOf(newest)} transitioned to ${newest.state.value} at ${longInstant(newest.state.transitionedAt)}`
    : `The rule of the alarm is ${state === 'ALARM' ? 'true' : 'false'}.`
  const reasonData = JSON.stringify({
    triggeringAlarms: triggering.map((each) => ({
      arn: arnOf(each),
      state: { value: each.state.value, timestamp: awsInstant(each.state.transitionedAt) },
    })),
  })
  await changeState(commit, surroundings, stored, { value: state, reason, reasonData }, now)
}

/** As `Friday 27 November, 2026 06:00:00 UTC`. */
function longInstant(at: number): string {
  const date = new Date(at)
  const name = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(date)
  return `${name({ weekday: 'long' })} ${date.getUTCDate()} ${name({ month: 'long' })}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}
