/** Settings that are kept as they were put: access logs go by one of them, `openBucket` asks for who pays, on acceleration nothing here acts. */
import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { JsonObject } from '../../../../base/json.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { findBucket } from '../../buckets.ts'
import { malformedXml } from '../../errors.ts'
import { required } from '../../required.ts'

export async function putBucketLogging(
  input: Api.PutBucketLoggingRequest,
  context: OperationContext,
): Promise<object> {
  const enabled = required(input.BucketLoggingStatus).LoggingEnabled
  if (enabled !== undefined) {
    const target = await findBucket(context, context.partition, enabled.TargetBucket ?? '')
    if (target === undefined) {
      throw new AwsError('InvalidTargetBucketForLogging', 'The target bucket for logging does not exist', {
        fields: { TargetBucket: enabled.TargetBucket },
      })
    }
  }
  await changeBucket(context, input, 's3:PutBucketLogging', (bucket) =>
    enabled === undefined
      ? without(bucket, 'logging')
      : { ...bucket, logging: JSON.parse(JSON.stringify(enabled)) as JsonObject },
  )
  return {}
}

export async function getBucketLogging(
  input: Api.GetBucketLoggingRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketLoggingCommandOutput, '$metadata'>> {
  const { logging } = await readBucket(context, input, 's3:GetBucketLogging')
  return logging === undefined ? {} : { LoggingEnabled: logging as unknown as Api.LoggingEnabled }
}

export async function putBucketRequestPayment(
  input: Api.PutBucketRequestPaymentRequest,
  context: OperationContext,
): Promise<object> {
  const requestPayer = required(input.RequestPaymentConfiguration?.Payer)
  await changeBucket(context, input, 's3:PutBucketRequestPayment', (bucket) => ({ ...bucket, requestPayer }))
  return {}
}

export async function getBucketRequestPayment(
  input: Api.GetBucketRequestPaymentRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketRequestPaymentCommandOutput, '$metadata'>> {
  const { requestPayer } = await readBucket(context, input, 's3:GetBucketRequestPayment')
  return { Payer: requestPayer ?? 'BucketOwner' }
}

export async function putBucketAccelerateConfiguration(
  input: Api.PutBucketAccelerateConfigurationRequest,
  context: OperationContext,
): Promise<object> {
  const acceleration = input.AccelerateConfiguration?.Status
  if (acceleration === undefined) throw malformedXml()
  await changeBucket(context, input, 's3:PutAccelerateConfiguration', (bucket) => {
    if (bucket.name.includes('.')) {
      throw new AwsError(
        'InvalidRequest',
        'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
        { statusCode: 400 },
      )
    }
    return { ...bucket, acceleration }
  })
  return {}
}

export async function getBucketAccelerateConfiguration(
  input: Api.GetBucketAccelerateConfigurationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketAccelerateConfigurationCommandOutput, '$metadata'>> {
  const { acceleration } = await readBucket(context, input, 's3:GetAccelerateConfiguration')
  return acceleration === undefined ? {} : { Status: acceleration }
}

/** Access by attributes of tags is not built, so that it is always off. */
export async function getBucketAbac(
  input: Api.GetBucketAbacRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketAbacCommandOutput, '$metadata'>> {
  await readBucket(context, input, 's3:GetBucketAbac')
  return { AbacStatus: { Status: 'Disabled' } }
}
