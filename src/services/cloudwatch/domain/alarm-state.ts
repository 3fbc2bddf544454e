/**
 * The state of a metric alarm from its data points. Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing
 * data" (tables of both examples), "Alarm evaluation".
 */
import type { Comparison, MissingData, StateValue } from './alarm.ts'

/** What is evaluated. */
export interface Evaluated {
  /** Of the evaluation range, oldest first; undefined where a period has no data point. */
  readonly points: ReadonlyArray<{ readonly at: number; readonly value: number | undefined }>
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly threshold: number
  readonly comparison: Comparison
  readonly missing: MissingData
}

/** A verdict; undefined: the state stays as it is. */
export interface Verdict {
  readonly state: StateValue | undefined
  /** The data points that counted, the newest first. */
  readonly considered: ReadonlyArray<{ readonly at: number; readonly value: number }>
}

/** More periods are looked at than are evaluated, so that late values do not look missing. Source: the User Guide's examples. */
export const extraPeriods = 2

export function judge(given: Evaluated): Verdict {
  const { points, evaluationPeriods, datapointsToAlarm, missing } = given
  const real = points.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }]))
  const newest = real.slice(-evaluationPeriods)
  const considered = [...newest].reverse()
  const breaching = newest.filter(({ value }) => breaches(given, value)).length
  const lacking = evaluationPeriods - newest.length
  if (lacking > 0 && newest.length === 0 && missing === 'missing')
    return { state: 'INSUFFICIENT_DATA', considered }
  const verdict = (counted: number): Verdict => ({
    state: counted >= datapointsToAlarm ? 'ALARM' : 'OK',
    considered,
  })
  if (lacking <= 0) return verdict(breaching)
  switch (missing) {
    case 'breaching':
      return verdict(breaching + lacking)
    case 'notBreaching':
      return verdict(breaching)
    case 'ignore': {
      if (breaching >= datapointsToAlarm) return { state: 'ALARM', considered }
      const fine = newest.length - breaching
      return { state: fine > evaluationPeriods - datapointsToAlarm ? 'OK' : undefined, considered }
    }
    case 'missing':
      return verdict(breaching === newest.length ? datapointsToAlarm : breaching)
  }
}

/** Whether a value is on the wrong side of the threshold. */
export function breaches(
  { comparison, threshold }: Pick<Evaluated, 'comparison' | 'threshold'>,
  value: number,
): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold
    case 'GreaterThanThreshold':
      return value > threshold
    case 'LessThanThreshold':
      return value < threshold
    case 'LessThanOrEqualToThreshold':
      return value <= threshold
  }
}

const relations: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** AWS's sentence for a new state. */
export function reasonFor(given: Evaluated, { considered }: Verdict, state: StateValue): string {
  const { evaluationPeriods: periods, datapointsToAlarm, threshold, comparison, points } = given
  if (considered.length === 0) {
    const unknown = Math.min(periods, points.length)
    const treated = given.missing === 'breaching' || given.missing === 'notBreaching'
    return treated
      ? `Threshold Crossed: no datapoints were received for ${unknown} period${plural(unknown)} and ${unknown} missing datapoint${plural(unknown)} ${unknown === 1 ? 'was' : 'were'} treated as [${given.missing === 'breaching' ? 'Breaching' : 'NonBreaching'}].`
      : `Insufficient Data: ${unknown} datapoint${plural(unknown)} ${unknown === 1 ? 'was' : 'were'} unknown.`
  }
  const shown =
    state === 'ALARM'
      ? considered.filter(({ value }) => breaches(given, value))
      : considered.filter(({ value }) => !breaches(given, value))
  const list = (shown.length > 0 ? shown : considered).map(
    ({ at, value }) => `${decimal(value)} (${dayFirst(at)})`,
  )
  const count = shown.length > 0 ? shown.length : considered.length
  const not = state === 'ALARM' ? '' : 'not '
  const [from, to] = state === 'ALARM' ? ['OK', 'ALARM'] : ['ALARM', 'OK']
  const least = state === 'ALARM' ? datapointsToAlarm : periods - datapointsToAlarm + 1
  return `Threshold Crossed: ${count} out of the last ${periods} datapoint${plural(periods)} [${list.join(', ')}] ${count === 1 ? 'was' : 'were'} ${not}${relations[comparison]} the threshold (${decimal(threshold)}) (minimum ${least} datapoint${plural(least)} for ${from} -> ${to} transition).`
}

function plural(count: number): string {
  return count === 1 ? '' : 's'
}

function decimal(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value)
}

/** As `27/11/26 06:05:00`. */
function dayFirst(at: number): string {
  const [year = '', month = '', day = '', time = ''] = new Date(at).toISOString().split(/[-T.]/)
  return `${day}/${month}/${year.slice(2)} ${time}`
}
