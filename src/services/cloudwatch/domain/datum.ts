/** What PutMetricData takes. Source: API Reference, PutMetricData and MetricDatum. */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch'
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts'
import { datumValues, futureMs, pastMs, valueMagnitude } from '../limits.ts'
import { type Dimension, sortDimensions } from './dimensions.ts'
import { type Sample, sampleOf } from './samples.ts'

/** A datum, read. */
export interface ReadDatum {
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly sample: Sample
}

/** Reads one datum; `path` is where it stands in the request. Fails with AWS's errors. */
export function readDatum(datum: MetricDatum, path: string, now: number): ReadDatum {
  const { MetricName, Value, Values, Counts, StatisticValues, Unit = 'None', StorageResolution = 60 } = datum
  if (MetricName === undefined) throw missingParameter(`The parameter ${path}.MetricName is required.`)
  const given = [Value, Values, StatisticValues].filter((part) => part !== undefined)
  if (given.length === 0)
    throw missingParameter(
      `At least one of the parameters ${path}.StatisticValues, ${path}.Value or ${path}.Values must be specified.`,
    )
  if (given.length > 1)
    throw invalidCombination(
      `The parameters ${path}.Value, ${path}.Values and ${path}.StatisticValues are mutually exclusive and you have specified more than one.`,
    )
  if (StorageResolution !== 1 && StorageResolution !== 60)
    throw invalidValue(`The parameter ${path}.StorageResolution must be 1 or 60.`)
  const at = readTimestamp(datum.Timestamp, StorageResolution, path, now)
  return {
    name: MetricName,
    dimensions: readDimensions(datum, path),
    sample: readSample(datum, at, Unit, path, Values, Counts),
  }
}

function readTimestamp(given: Date | undefined, resolution: number, path: string, now: number): number {
  const at = given?.getTime() ?? now
  if (!Number.isFinite(at)) throw invalidValue(`The parameter ${path}.Timestamp is not valid.`)
  if (at < now - pastMs || at > now + futureMs)
    throw invalidValue(
      `The parameter ${path}.Timestamp must specify a time within the past two weeks and at most two hours in the future.`,
    )
  return Math.floor(at / (resolution * 1000)) * resolution * 1000
}

function readDimensions({ Dimensions }: MetricDatum, path: string): Dimension[] {
  const dimensions = sortDimensions(Dimensions)
  dimensions.forEach(({ name, value }, index) => {
    const at = `${path}.Dimensions.member.${index + 1}`
    if (name === '') throw missingParameter(`The parameter ${at}.Name is required.`)
    if (value === '') throw missingParameter(`The parameter ${at}.Value is required.`)
    if (name.startsWith(':') || /[^\x20-\x7e]/.test(name))
      throw invalidValue(`The parameter ${at}.Name is not valid.`)
    if (/[\p{Cc}]/u.test(value)) throw invalidValue(`The parameter ${at}.Value is not valid.`)
    if (index > 0 && dimensions[index - 1]?.name === name)
      throw invalidValue(`The parameter ${path}.Dimensions names ${name} more than once.`)
  })
  return dimensions
}

function readSample(
  { Value, StatisticValues }: MetricDatum,
  at: number,
  unit: string,
  path: string,
  values: readonly number[] | undefined,
  counts: readonly number[] | undefined,
): Sample {
  if (StatisticValues) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues
    const name = `${path}.StatisticValues`
    const [count, sum, min, max] = [
      checkValue(SampleCount, `${name}.SampleCount`),
      checkValue(Sum, `${name}.Sum`),
      checkValue(Minimum, `${name}.Minimum`),
      checkValue(Maximum, `${name}.Maximum`),
    ]
    if (count <= 0) throw invalidValue(`The parameter ${name}.SampleCount must be greater than 0.`)
    if (min > max)
      throw invalidValue(`The parameter ${name}.Minimum must not be greater than ${name}.Maximum.`)
    return { at, unit, count, sum, min, max }
  }
  if (values === undefined) return sampleOf(at, unit, [[checkValue(Value, `${path}.Value`), 1]])
  if (values.length === 0) throw invalidValue(`The parameter ${path}.Values must not be empty.`)
  if (values.length > datumValues)
    throw invalidValue(`The collection ${path}.Values must not have a size greater than ${datumValues}.`)
  if (counts !== undefined && counts.length !== values.length)
    throw invalidValue(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`)
  return sampleOf(
    at,
    unit,
    values.map((value, index) => {
      const times = counts?.[index] ?? 1
      if (!(times > 0))
        throw invalidValue(`The parameter ${path}.Counts.member.${index + 1} must be greater than 0.`)
      return [checkValue(value, `${path}.Values.member.${index + 1}`), times]
    }),
  )
}

function checkValue(value: number | undefined, path: string): number {
  if (value === undefined) throw missingParameter(`The parameter ${path} is required.`)
  if (!Number.isFinite(value)) throw invalidValue(`The value for parameter ${path} is not valid.`)
  if (Math.abs(value) > valueMagnitude)
    throw invalidValue(`The value ${value} for parameter ${path} is out of range.`)
  return value
}
