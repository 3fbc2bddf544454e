/** What an alarm is. */
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import type { MetricName } from './dimensions.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** An alarm's state. Instants in milliseconds since the epoch. */
export type AlarmState = {
  readonly value: StateValue
  readonly reason: string
  readonly reasonData?: string
  readonly updatedAt: number
  readonly transitionedAt: number
}

/** What metric and composite alarms share. */
type AlarmBase = Home & {
  readonly name: string
  readonly description?: string
  readonly actionsEnabled: boolean
  readonly okActions: readonly string[]
  readonly alarmActions: readonly string[]
  readonly insufficientDataActions: readonly string[]
  readonly configuredAt: number
  readonly state: AlarmState
  readonly tags: Readonly<Record<string, string>>
  /** Another with each configuration: evaluations of an older one end. */
  readonly generation: string
}

/** A query of an alarm on several metrics, as GetMetricData takes it. */
export type AlarmQuery = {
  readonly id: string
  readonly label?: string
  readonly returnData: boolean
  readonly expression?: string
  readonly period?: number
  readonly metric?: MetricName
  readonly stat?: string
  readonly unit?: string
}

export type MetricAlarmRecord = AlarmBase & {
  readonly kind: 'metric'
  readonly metric?: MetricName
  readonly statistic?: string
  readonly extendedStatistic?: string
  readonly unit?: string
  readonly period?: number
  readonly queries?: readonly AlarmQuery[]
  readonly evaluationPeriods: number
  readonly datapointsToAlarm?: number
  readonly threshold: number
  readonly comparison: Comparison
  readonly treatMissingData?: MissingData
  readonly lowSampleCount?: 'evaluate' | 'ignore'
}

export type CompositeAlarmRecord = AlarmBase & { readonly kind: 'composite'; readonly rule: string }

export type AlarmRecord = MetricAlarmRecord | CompositeAlarmRecord

export type Comparison =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold'

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing'
