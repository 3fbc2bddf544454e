/**
 * What CloudWatch keeps, all below account and region. A metric is a record that lists it, and records of its values: each
 * PutMetricData writes one of its own for every metric and minute it touches, so that writers of one metric never wait for each
 * other. A mark tells the compaction which minutes have many; it makes one of them.
 */
import { collection, type Key } from '../../store/index.ts'
import type { AlarmRecord, AlarmState, Home } from './domain/alarm.ts'
import type { MetricName } from './domain/dimensions.ts'
import type { Sample } from './domain/samples.ts'

/** A metric that has had a value lately. */
export type Metric = Home &
  MetricName & {
    readonly id: string /** To the hour. Unit: ms since the epoch. */
    readonly seenAt: number
    readonly expiresAt: number
  }

export const metrics = collection<Metric>()({
  name: 'cloudwatch.metrics',
  key: ({ accountId, region, namespace, name, id }) => [accountId, region, namespace, name, id],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** Where the values of a metric lie: then comes the bucket (a minute; older ones 5 minutes, an hour) and the writer. */
export function valuesPrefix({ accountId, region }: Home, seriesId: string): Key {
  return ['cloudwatch.values', accountId, region, seriesId]
}

/** Values of one metric within one bucket. */
export type Bucket = { readonly samples: readonly Sample[] }

/** Where compaction finds what to do: marks by when they are due. */
export const marksPrefix: Key = ['cloudwatch.marks']

/** A metric's minute to compact. Unit of `bucket`: milliseconds since the epoch. */
export type Mark = Home & { readonly seriesId: string; readonly bucket: number }

export const alarms = collection<AlarmRecord>()({
  name: 'cloudwatch.alarms',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type HistoryItem = Home & {
  readonly id: string
  readonly alarm: string
  readonly kind: 'metric' | 'composite'
  readonly at: number
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action'
  readonly summary: string
  readonly data: string
  readonly expiresAt: number
}

/** In the order of time; of one alarm by its index. */
export const history = collection<HistoryItem>()({
  name: 'cloudwatch.history',
  key: ({ accountId, region, at, id }) => [accountId, region, at, id],
  indexes: { alarm: { key: ({ accountId, region, alarm, at }) => [accountId, region, alarm, at] } },
  expiresAt: ({ expiresAt }) => expiresAt,
})

export type Dashboard = Home & { readonly name: string; readonly body: string; readonly modifiedAt: number }

export const dashboards = collection<Dashboard>()({
  name: 'cloudwatch.dashboards',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Alarms to look at, each when its next period ends, or when one that it depends on has changed. */
export const evaluationQueue: Key = ['cloudwatch.evaluations']

export type Evaluation = Home & {
  readonly name: string
  readonly generation: string
  readonly repeats: boolean
}

/** Actions to carry out. */
export const actionQueue: Key = ['cloudwatch.actions']

export type AlarmAction = Home & {
  readonly alarm: AlarmRecord
  readonly action: string
  readonly before: AlarmState
}

/** State changes on their way to EventBridge. */
export const changeQueue: Key = ['cloudwatch.changes']

export type AlarmChange = Home & { readonly alarm: AlarmRecord; readonly before: AlarmState }
