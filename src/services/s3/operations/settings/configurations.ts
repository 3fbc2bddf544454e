/** Analytics, inventory, metrics and intelligent tiering: kept and answered, by id. Inventories are reported, metrics counted; on the others nothing here acts. */
import type * as Api from '@aws-sdk/client-s3'
import { parseArn } from '../../../../aws/arn.ts'
import { AwsError } from '../../../../aws/aws-error.ts'
import { readPageToken, writePageToken } from '../../../../aws/page-token.ts'
import type { JsonObject } from '../../../../base/json.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { atomic } from '../../../../store/index.ts'
import { readBucket } from '../../bucket-changes.ts'
import { invalidArgument, malformedXml, missing, notImplemented, operationAborted } from '../../errors.ts'
import { configurationPage, configurationsMax } from '../../limits.ts'
import { type Bucket, type Configuration, configurations, inventoryRunKey } from '../../records.ts'

type Kind = Configuration['kind']

interface Named {
  readonly Bucket?: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
  readonly Id?: string | undefined
}

async function put(
  context: OperationContext,
  input: Named,
  kind: Kind,
  action: `s3:${string}`,
  given: { readonly Id?: string | undefined } | undefined,
): Promise<object> {
  const bucket = await readBucket(context, input, action)
  if (given?.Id === undefined || input.Id === undefined) throw malformedXml()
  if (given.Id !== input.Id) {
    throw invalidArgument(
      'The ID in the request and the ID in the configuration do not match.',
      'id',
      input.Id,
    )
  }
  if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(input.Id))
    throw invalidArgument('Invalid configuration ID', 'id', input.Id.slice(0, 64))
  const { store } = context
  const key = [bucket.id, kind, input.Id]
  const before = await configurations.get(store, key)
  if (before === undefined) {
    const page = await configurations.list(store, { prefix: [bucket.id, kind], limit: configurationsMax })
    if (page.items.length >= configurationsMax) {
      throw new AwsError(
        'TooManyConfigurations',
        'You are attempting to create a new configuration but have already reached the 1,000-configuration limit.',
      )
    }
  }
  const document = JSON.parse(JSON.stringify(given)) as JsonObject
  const commit = atomic(store)
  const home = { partition: bucket.partition, bucket: bucket.name }
  configurations.put(commit, { bucketId: bucket.id, kind, id: input.Id, document, home }, before)
  if (!(await commit.commit()).ok) throw operationAborted()
  return {}
}

async function get(
  context: OperationContext,
  input: Named,
  kind: Kind,
  action: `s3:${string}`,
): Promise<JsonObject> {
  const bucket = await readBucket(context, input, action)
  const found = await configurations.get(context.store, [bucket.id, kind, input.Id ?? ''])
  if (found === undefined) throw missing.configuration()
  return found.value.document
}

async function remove(
  context: OperationContext,
  input: Named,
  kind: Kind,
  action: `s3:${string}`,
): Promise<object> {
  const bucket = await readBucket(context, input, action)
  const found = await configurations.get(context.store, [bucket.id, kind, input.Id ?? ''])
  if (found === undefined) throw missing.configuration()
  const commit = atomic(context.store)
  configurations.remove(commit, found)
  if (kind === 'inventory') commit.delete(inventoryRunKey(bucket.id, found.value.id))
  if (!(await commit.commit()).ok) throw operationAborted()
  return {}
}

interface Listed {
  readonly documents: JsonObject[]
  readonly page: { IsTruncated: boolean; ContinuationToken?: string; NextContinuationToken?: string }
}

async function list(
  context: OperationContext,
  input: Named & { readonly ContinuationToken?: string | undefined },
  kind: Kind,
  action: `s3:${string}`,
): Promise<Listed> {
  const bucket: Bucket = await readBucket(context, input, action)
  const purpose = `s3:${kind} ${bucket.id}`
  const { ContinuationToken: token } = input
  const after = token === undefined ? undefined : readPageToken(purpose, token)
  if (token !== undefined && typeof after !== 'string') {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token')
  }
  const page = await configurations.list(context.store, {
    prefix: [bucket.id, kind],
    ...(typeof after === 'string' ? { after: [bucket.id, kind, after] } : {}),
    limit: configurationPage,
  })
  return {
    documents: page.items.map(({ value }) => value.document),
    page: {
      IsTruncated: page.next !== undefined,
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(page.next === undefined
        ? {}
        : { NextContinuationToken: writePageToken(purpose, String(page.next.at(-1))) }),
    },
  }
}

const analytics = { put: 's3:PutAnalyticsConfiguration', get: 's3:GetAnalyticsConfiguration' } as const
const inventory = { put: 's3:PutInventoryConfiguration', get: 's3:GetInventoryConfiguration' } as const
const metrics = { put: 's3:PutMetricsConfiguration', get: 's3:GetMetricsConfiguration' } as const
const tiering = {
  put: 's3:PutIntelligentTieringConfiguration',
  get: 's3:GetIntelligentTieringConfiguration',
} as const

export const putBucketAnalyticsConfiguration = (
  input: Api.PutBucketAnalyticsConfigurationRequest,
  context: OperationContext,
) => put(context, input, 'analytics', analytics.put, input.AnalyticsConfiguration)

export const getBucketAnalyticsConfiguration = async (
  input: Api.GetBucketAnalyticsConfigurationRequest,
  context: OperationContext,
) => ({
  AnalyticsConfiguration: (await get(
    context,
    input,
    'analytics',
    analytics.get,
  )) as unknown as Api.AnalyticsConfiguration,
})

export const deleteBucketAnalyticsConfiguration = (
  input: Api.DeleteBucketAnalyticsConfigurationRequest,
  context: OperationContext,
) => remove(context, input, 'analytics', analytics.put)

export async function listBucketAnalyticsConfigurations(
  input: Api.ListBucketAnalyticsConfigurationsRequest,
  context: OperationContext,
) {
  const { documents, page } = await list(context, input, 'analytics', analytics.get)
  return { ...page, AnalyticsConfigurationList: documents as unknown as Api.AnalyticsConfiguration[] }
}

export const putBucketInventoryConfiguration = (
  input: Api.PutBucketInventoryConfigurationRequest,
  context: OperationContext,
) => {
  holdInventory(input.InventoryConfiguration)
  return put(context, input, 'inventory', inventory.put, input.InventoryConfiguration)
}

function holdInventory(given: Api.InventoryConfiguration | undefined): void {
  const {
    Bucket: arn,
    Format: format,
    Encryption: encryption,
  } = given?.Destination?.S3BucketDestination ?? {}
  const parsed = parseArn(arn ?? '')
  if (parsed?.service !== 's3' || parsed.resource === '' || parsed.resource.includes('/')) {
    throw new AwsError('InvalidS3DestinationBucket', 'The destination bucket is not a valid bucket ARN', {
      statusCode: 400,
    })
  }
  if (encryption?.SSEKMS !== undefined && encryption.SSES3 !== undefined) throw malformedXml()
  if (format === 'ORC') throw notImplemented('Lambent writes inventories as CSV and Parquet, not as ORC.')
}

export const getBucketInventoryConfiguration = async (
  input: Api.GetBucketInventoryConfigurationRequest,
  context: OperationContext,
) => ({
  InventoryConfiguration: (await get(
    context,
    input,
    'inventory',
    inventory.get,
  )) as unknown as Api.InventoryConfiguration,
})

export const deleteBucketInventoryConfiguration = (
  input: Api.DeleteBucketInventoryConfigurationRequest,
  context: OperationContext,
) => remove(context, input, 'inventory', inventory.put)

export async function listBucketInventoryConfigurations(
  input: Api.ListBucketInventoryConfigurationsRequest,
  context: OperationContext,
) {
  const { documents, page } = await list(context, input, 'inventory', inventory.get)
  return { ...page, InventoryConfigurationList: documents as unknown as Api.InventoryConfiguration[] }
}

export const putBucketMetricsConfiguration = (
  input: Api.PutBucketMetricsConfigurationRequest,
  context: OperationContext,
) => put(context, input, 'metrics', metrics.put, input.MetricsConfiguration)

export const getBucketMetricsConfiguration = async (
  input: Api.GetBucketMetricsConfigurationRequest,
  context: OperationContext,
) => ({
  MetricsConfiguration: (await get(
    context,
    input,
    'metrics',
    metrics.get,
  )) as unknown as Api.MetricsConfiguration,
})

export const deleteBucketMetricsConfiguration = (
  input: Api.DeleteBucketMetricsConfigurationRequest,
  context: OperationContext,
) => remove(context, input, 'metrics', metrics.put)

export async function listBucketMetricsConfigurations(
  input: Api.ListBucketMetricsConfigurationsRequest,
  context: OperationContext,
) {
  const { documents, page } = await list(context, input, 'metrics', metrics.get)
  return { ...page, MetricsConfigurationList: documents as unknown as Api.MetricsConfiguration[] }
}

export const putBucketIntelligentTieringConfiguration = (
  input: Api.PutBucketIntelligentTieringConfigurationRequest,
  context: OperationContext,
) => put(context, input, 'tiering', tiering.put, input.IntelligentTieringConfiguration)

export const getBucketIntelligentTieringConfiguration = async (
  input: Api.GetBucketIntelligentTieringConfigurationRequest,
  context: OperationContext,
) => ({
  IntelligentTieringConfiguration: (await get(
    context,
    input,
    'tiering',
    tiering.get,
  )) as unknown as Api.IntelligentTieringConfiguration,
})

export const deleteBucketIntelligentTieringConfiguration = (
  input: Api.DeleteBucketIntelligentTieringConfigurationRequest,
  context: OperationContext,
) => remove(context, input, 'tiering', tiering.put)

export async function listBucketIntelligentTieringConfigurations(
  input: Api.ListBucketIntelligentTieringConfigurationsRequest,
  context: OperationContext,
) {
  const { documents, page } = await list(context, input, 'tiering', tiering.get)
  return {
    ...page,
    IntelligentTieringConfigurationList: documents as unknown as Api.IntelligentTieringConfiguration[],
  }
}
