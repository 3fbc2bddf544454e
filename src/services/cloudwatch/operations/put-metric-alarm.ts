import type * as Api from '@aws-sdk/client-cloudwatch'
import type { OperationContext } from '../../../dispatch/index.ts'
import { commonSettings, saveAlarm } from '../alarm-settings.ts'
import { changing, scheduleEvaluation } from '../alarms.ts'
import type { Comparison, MetricAlarmRecord, MissingData } from '../domain/alarm.ts'
import { sortDimensions } from '../domain/dimensions.ts'
import { periodOf } from '../domain/evaluation-times.ts'
import { refusePeriod } from '../domain/periods.ts'
import { readStatistic } from '../domain/statistics.ts'
import { invalidCombination, missingParameter, notSupported, validationError } from '../errors.ts'
import { evaluationSeconds } from '../limits.ts'
import { readQueries } from '../queries.ts'
import { queriesOf } from '../query-input.ts'
import { alarms } from '../records.ts'

const comparisons: readonly string[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] satisfies Comparison[]
const treatments: readonly string[] = [
  'breaching',
  'notBreaching',
  'ignore',
  'missing',
] satisfies MissingData[]

/** Makes or changes an alarm on a metric or on expressions. It is looked at when its next period ends. */
export async function putMetricAlarm(
  input: Api.PutMetricAlarmInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region, now } = context
  const settings = readSettings(input, now)
  await changing(context, async (commit) => {
    const before = await alarms.get(store, [accountId, region, input.AlarmName ?? ''])
    const alarm: MetricAlarmRecord = { ...commonSettings(input, context, before), ...settings }
    saveAlarm(commit, context, alarm, before)
    scheduleEvaluation(commit, alarm, now)
  })
  return {}
}

type Watched = Pick<
  MetricAlarmRecord,
  'metric' | 'statistic' | 'extendedStatistic' | 'unit' | 'period' | 'queries'
>
type Settings = Watched &
  Pick<
    MetricAlarmRecord,
    | 'kind'
    | 'evaluationPeriods'
    | 'datapointsToAlarm'
    | 'threshold'
    | 'comparison'
    | 'treatMissingData'
    | 'lowSampleCount'
  >

function readSettings(input: Api.PutMetricAlarmInput, now: number): Settings {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold, TreatMissingData } = input
  if (input.ThresholdMetricId !== undefined)
    throw notSupported('alarms on anomaly detection (ThresholdMetricId)')
  if (EvaluationPeriods === undefined) throw missingParameter('The parameter EvaluationPeriods is required.')
  if (ComparisonOperator === undefined)
    throw missingParameter('The parameter ComparisonOperator is required.')
  if (!comparisons.includes(ComparisonOperator)) throw notSupported(`the comparison ${ComparisonOperator}`)
  if (Threshold === undefined) throw missingParameter('The parameter Threshold is required.')
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw validationError('The parameter DatapointsToAlarm must not be greater than EvaluationPeriods.')
  if (TreatMissingData !== undefined && !treatments.includes(TreatMissingData))
    throw validationError(`The value ${TreatMissingData} for parameter TreatMissingData is not supported.`)
  const low = input.EvaluateLowSampleCountPercentile
  if (low !== undefined && low !== 'evaluate' && low !== 'ignore')
    throw validationError(`Option ${low} for parameter EvaluateLowSampleCountPercentile is not supported.`)
  if (low !== undefined && !/^p\d/i.test(input.ExtendedStatistic ?? ''))
    throw invalidCombination('EvaluateLowSampleCountPercentile needs a percentile as ExtendedStatistic.')
  const watched = readWatched(input, now)
  const period = periodOf(watched)
  const most = period >= 3600 ? evaluationSeconds.long : evaluationSeconds.short
  if (EvaluationPeriods * period > most)
    throw validationError(
      `Metrics cannot be checked across more than ${most === evaluationSeconds.short ? 'a day' : 'a week'} (EvaluationPeriods * Period must be <= ${most}).`,
    )
  return {
    kind: 'metric',
    ...watched,
    evaluationPeriods: EvaluationPeriods,
    ...(DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: DatapointsToAlarm }),
    threshold: Threshold,
    comparison: ComparisonOperator as Comparison,
    ...(TreatMissingData === undefined ? {} : { treatMissingData: TreatMissingData as MissingData }),
    ...(low === undefined ? {} : { lowSampleCount: low }),
  }
}

/** One metric, or queries of which one is shown. */
function readWatched(input: Api.PutMetricAlarmInput, now: number): Watched {
  const { Metrics, MetricName, Namespace, Period, Statistic, ExtendedStatistic, Unit } = input
  if (Metrics !== undefined && Metrics.length > 0) {
    if (
      [MetricName, Namespace, Period, Statistic, ExtendedStatistic, Unit].some((given) => given !== undefined)
    )
      throw invalidCombination(
        'The parameters MetricName, Namespace, Period, Statistic, ExtendedStatistic and Unit cannot be used with Metrics.',
      )
    const queries = queriesOf(Metrics, 'Metrics')
    readQueries(queries)
    if (queries.filter(({ returnData }) => returnData).length !== 1)
      throw validationError('Exactly one of the Metrics must have ReturnData true.')
    return { queries }
  }
  if (MetricName === undefined || Namespace === undefined)
    throw missingParameter('The parameters MetricName and Namespace are required, or Metrics.')
  if (Period === undefined) throw missingParameter('The parameter Period is required.')
  const refusal = refusePeriod(Period, now, now)
  if (refusal !== undefined) throw validationError(refusal)
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw invalidCombination(
      'Exactly one of the parameters Statistic and ExtendedStatistic must be specified.',
    )
  const extended = ExtendedStatistic === undefined ? undefined : readStatistic(ExtendedStatistic)
  if (ExtendedStatistic !== undefined && (!extended || extended.kind === 'basic'))
    throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`)
  return {
    metric: { namespace: Namespace, name: MetricName, dimensions: sortDimensions(input.Dimensions) },
    period: Period,
    ...(Statistic === undefined ? {} : { statistic: Statistic }),
    ...(ExtendedStatistic === undefined ? {} : { extendedStatistic: ExtendedStatistic }),
    ...(Unit === undefined ? {} : { unit: Unit }),
  }
}
