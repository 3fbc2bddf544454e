/** What CloudWatch allows. Source, where not named: CloudWatch User Guide, "CloudWatch service quotas"; API Reference of the operations. */

/** Metrics in one PutMetricData. */
export const datumCount = 1000
/** Distinct values of one datum. */
export const datumValues = 150
/** Dimensions of one metric. */
export const dimensionCount = 30
/** How far a timestamp may lie back and ahead. Unit: milliseconds. */
export const pastMs = 14 * 86_400_000
export const futureMs = 2 * 3_600_000
/** Data points that GetMetricStatistics answers. */
export const statisticsPoints = 1440
/** Queries of one GetMetricData. */
export const queryCount = 500
/** Data points that GetMetricData answers at once. */
export const dataPoints = 100_800
export const listPageCount = 500
export const dashboardPageCount = 1000
export const alarmPageCount = 50
export const historyPageCount = 100
/** Values lie between. Source: API Reference, MetricDatum, Value: 2^360. */
export const valueMagnitude = 2 ** 360
/** How long alarm history is kept. Unit: milliseconds. Source: User Guide: 30 days. */
export const historyMs = 30 * 86_400_000
/** A metric is listed for so long after its last value. Unit: milliseconds. Source: API Reference, ListMetrics: two weeks. */
export const listedMs = 14 * 86_400_000
/** Source: API Reference, ListMetrics, RecentlyActive. Unit: milliseconds. */
export const recentMs = 3 * 3_600_000
/**
 * How long values are kept, and how closely. Units: milliseconds, seconds. Source: User Guide, "Metrics retention".
 */
export const retention = [
  { ageMs: 3 * 3_600_000, resolution: 1 },
  { ageMs: 15 * 86_400_000, resolution: 60 },
  { ageMs: 63 * 86_400_000, resolution: 300 },
  { ageMs: 455 * 86_400_000, resolution: 3600 },
] as const
/** The longest range that an alarm looks at. Unit: seconds. Source: API Reference, PutMetricAlarm: a day, a week for periods of an hour and more. */
export const evaluationSeconds = { short: 86_400, long: 604_800 }
export const tagCount = 50
/** Alarms deleted at once. */
export const deletedAlarmCount = 100
/** An account's dashboards have at most this much. Unit: bytes. Source: chosen; AWS bounds widgets instead. */
export const dashboardBytes = 1_048_576
/** Attempts at a commit that another request keeps getting ahead of. Ours. */
export const commitAttempts = 10
