/** How values of metrics come from a log group to CloudWatch. */
import type { Dimension, MetricDatum } from '@aws-sdk/client-cloudwatch'
import { AwsError } from '../../aws/aws-error.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import { type Surroundings, serviceCaller } from '../../dispatch/index.ts'
import { groupArn } from './domain/identifiers.ts'
import type { Place } from './records.ts'

/** Values of one PutMetricData call. Source: CloudWatch API Reference, PutMetricData ("up to 1000 metrics"). */
const valuesPerCall = 1_000

/** A datum whose unit is as somebody wrote it: CloudWatch refuses one that it does not know. */
export type LoggedDatum = Omit<MetricDatum, 'Unit'> & { readonly Unit?: string }

/** Dimensions as CloudWatch takes them. */
export function dimensionList(dimensions: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}

/**
 * Publishes values as the service. What CloudWatch will never take (an event of long ago, a number too large) is passed over, the rest of its
 * call is not. Fails when CloudWatch is in trouble.
 */
export async function publishMetrics(
  surroundings: Surroundings,
  group: Place & { readonly groupName: string },
  namespace: string,
  data: readonly LoggedDatum[],
): Promise<void> {
  for (let first = 0; first < data.length; first += valuesPerCall)
    await publishSome(surroundings, group, namespace, data.slice(first, first + valuesPerCall))
}

async function publishSome(
  surroundings: Surroundings,
  group: Place & { readonly groupName: string },
  namespace: string,
  data: readonly LoggedDatum[],
): Promise<void> {
  const { call, logger } = surroundings
  const { accountId, region, groupName } = group
  const home = { accountId, region }
  const arn = groupArn({ ...home, partition: partitionOf(region) }, groupName)
  try {
    const input = { Namespace: namespace, MetricData: data }
    await call('cloudwatch:PutMetricData', input, serviceCaller('logs.amazonaws.com', home, arn))
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error
    const half = data.length >> 1
    if (half === 0) {
      logger.warn('A log group made a value that CloudWatch refuses', { group: groupName, namespace, error })
      return
    }
    // A refusal is of the whole call: halves find the value that was meant.
    await publishSome(surroundings, group, namespace, data.slice(0, half))
    await publishSome(surroundings, group, namespace, data.slice(half))
  }
}
