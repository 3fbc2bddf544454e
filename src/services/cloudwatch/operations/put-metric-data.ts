import type * as Api from '@aws-sdk/client-cloudwatch'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { type ReadDatum, readDatum } from '../domain/datum.ts'
import { floorTo } from '../domain/periods.ts'
import { invalidValue, missingParameter, notSupported } from '../errors.ts'
import { datumCount, listedMs } from '../limits.ts'
import { type Metric, metrics } from '../records.ts'
import { seriesIdOf } from '../series-id.ts'
import { writeSamples } from '../values.ts'

const hourMs = 3_600_000

/** Takes values of metrics. All or nothing. */
export async function putMetricData(
  input: Api.PutMetricDataInput,
  context: OperationContext,
): Promise<object> {
  const { Namespace, MetricData = [] } = input
  if (Namespace === undefined) throw missingParameter('The parameter Namespace is required.')
  if (input.EntityMetricData !== undefined && input.EntityMetricData.length > 0)
    throw notSupported('EntityMetricData of PutMetricData')
  if (MetricData.length === 0) throw missingParameter('The parameter MetricData is required.')
  if (MetricData.length > datumCount)
    throw invalidValue(`The collection MetricData must not have a size greater than ${datumCount}.`)
  // AWS's own namespaces are written by AWS's services alone.
  if (Namespace.startsWith('AWS/') && context.principal.type !== 'service')
    throw invalidValue('The value AWS/ for parameter Namespace is invalid.')
  const read = MetricData.map((datum, index) =>
    readDatum(datum, `MetricData.member.${index + 1}`, context.now),
  )
  await save(context, Namespace, read)
  return {}
}

async function save(context: OperationContext, namespace: string, read: readonly ReadDatum[]): Promise<void> {
  const { store, now, random, accountId, region } = context
  const home = { accountId, region }
  const commit = atomic(store)
  const writer = randomHex(random, 8)
  const groups = Map.groupBy(read, ({ name, dimensions }) => seriesIdOf({ namespace, name, dimensions }))
  for (const [id, data] of groups) {
    writeSamples(
      commit,
      home,
      id,
      data.map(({ sample }) => sample),
      writer,
      now,
    )
  }
  const seenAt = floorTo(now, hourMs)
  const listed = [...groups].flatMap(([id, [first]]): Metric[] => {
    if (!first) return []
    const { name, dimensions } = first
    return [{ ...home, id, namespace, name, dimensions, seenAt, expiresAt: seenAt + listedMs + hourMs }]
  })
  const known = await metrics.getMany(
    store,
    listed.map(({ name, id }) => [accountId, region, namespace, name, id]),
  )
  listed.forEach((metric, index) => {
    // Whoever writes it within the hour writes the same.
    if (known[index]?.value.seenAt === seenAt) return
    const { name, id, expiresAt } = metric
    commit.set(metrics.storeKey([accountId, region, namespace, name, id]), metric, { expiresAt })
  })
  await commit.commit()
}
