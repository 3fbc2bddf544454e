import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../../aws/aws-error.ts'
import { randomHex, randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import type { LifecycleRule } from '../../domain/lifecycle.ts'
import { lifecycleFault } from '../../domain/lifecycle-faults.ts'
import { missing } from '../../errors.ts'
import { required } from '../../required.ts'

/** Sets the rules by which objects, versions and uploads end. They are looked at within the hour, and act at midnights (UTC). */
export async function putBucketLifecycleConfiguration(
  input: Api.PutBucketLifecycleConfigurationRequest,
  context: OperationContext,
): Promise<Omit<Api.PutBucketLifecycleConfigurationCommandOutput, '$metadata'>> {
  const given = required(input.LifecycleConfiguration?.Rules)
  const rules = given.map((rule) => readRule(rule, context))
  const fault = lifecycleFault(rules)
  if (fault) throw new AwsError(fault.code, fault.message, { statusCode: 400 })
  const minimum = input.TransitionDefaultMinimumObjectSize ?? defaultMinimum
  await changeBucket(context, input, 's3:PutLifecycleConfiguration', (bucket) => ({
    ...bucket,
    lifecycle: rules,
    lifecycleMinimumSize: minimum,
    lifecycleRevision: randomHex(context.random, 4),
  }))
  return { TransitionDefaultMinimumObjectSize: minimum }
}

const defaultMinimum = 'all_storage_classes_128K'

function readRule(rule: Api.LifecycleRule, { random }: OperationContext): LifecycleRule {
  const plain = JSON.parse(
    JSON.stringify({ ...rule, ID: rule.ID === undefined || rule.ID === '' ? randomUuid(random) : rule.ID }),
    (name, value) => (name === 'Date' && typeof value === 'string' ? Date.parse(value) : value),
  ) as LifecycleRule
  return plain
}

export async function getBucketLifecycleConfiguration(
  input: Api.GetBucketLifecycleConfigurationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketLifecycleConfigurationCommandOutput, '$metadata'>> {
  const { lifecycle, lifecycleMinimumSize, name } = await readBucket(
    context,
    input,
    's3:GetLifecycleConfiguration',
  )
  if (lifecycle === undefined) throw missing.lifecycle(name)
  return {
    Rules: lifecycle.map(writeRule),
    TransitionDefaultMinimumObjectSize: (lifecycleMinimumSize ??
      defaultMinimum) as Api.TransitionDefaultMinimumObjectSize,
  }
}

function writeRule(rule: LifecycleRule): Api.LifecycleRule {
  const { Expiration, Transitions, ...rest } = rule
  const dated = <T extends { readonly Date?: number }>({ Date: date, ...others }: T) =>
    date === undefined ? others : { ...others, Date: new Date(date) }
  return {
    ...rest,
    ...(Expiration === undefined ? {} : { Expiration: dated(Expiration) }),
    ...(Transitions === undefined ? {} : { Transitions: Transitions.map(dated) }),
  } as Api.LifecycleRule
}

export async function deleteBucketLifecycle(
  input: Api.DeleteBucketLifecycleRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutLifecycleConfiguration', (bucket) =>
    without(without(bucket, 'lifecycle'), 'lifecycleRevision'),
  )
  return {}
}
