/** The replication configuration of a bucket. Source: API reference, PutBucketReplication; words as AWS sends them, quoted in many issues. */
import type * as Api from '@aws-sdk/client-s3'
import { parseArn } from '../../../../aws/arn.ts'
import { randomHex } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { findBucket } from '../../buckets.ts'
import { filterTags, type Replication, type ReplicationRule } from '../../domain/replication.ts'
import { invalidArgument, invalidRequest, malformedXml, missing, notImplemented } from '../../errors.ts'
import { replicationRulesMax } from '../../limits.ts'
import type { Bucket } from '../../records.ts'
import { required } from '../../required.ts'

export async function putBucketReplication(
  input: Api.PutBucketReplicationRequest,
  context: OperationContext,
): Promise<object> {
  const { Role: role = '', Rules: given = [] } = required(input.ReplicationConfiguration)
  if (given.length === 0 || given.length > replicationRulesMax) throw malformedXml()
  if (parseArn(role)?.service !== 'iam') throw invalidArgument('Invalid Role Arn', 'Role', role.slice(0, 256))
  const rules = given.map((rule) => readRule(context, rule))
  holdTogether(rules)
  await changeBucket(context, input, 's3:PutReplicationConfiguration', async (bucket) => {
    if (bucket.versioning !== 'Enabled') {
      throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration")
    }
    for (const rule of rules) await holdDestination(context, bucket, rule)
    return { ...bucket, replication: { Role: role, Rules: rules } satisfies Replication }
  })
  return {}
}

export async function getBucketReplication(
  input: Api.GetBucketReplicationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketReplicationCommandOutput, '$metadata'>> {
  const { name, replication } = await readBucket(context, input, 's3:GetReplicationConfiguration')
  if (replication === undefined) throw missing.replication(name)
  return { ReplicationConfiguration: replication as unknown as Api.ReplicationConfiguration }
}

export async function deleteBucketReplication(
  input: Api.DeleteBucketReplicationRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutReplicationConfiguration', (bucket) =>
    without(bucket, 'replication'),
  )
  return {}
}

const schema =
  'for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.'

function readRule({ random }: OperationContext, given: Api.ReplicationRule): ReplicationRule {
  const rule = JSON.parse(JSON.stringify(given)) as ReplicationRule
  const { Filter: filter } = rule
  if ((rule.ID?.length ?? 0) > 255) throw invalidArgument('ID length should not exceed allowed limit of 255')
  if (rule.ExistingObjectReplication?.Status === 'Enabled') {
    throw notImplemented('Lambent replicates new objects alone, not those that are there.')
  }
  if (filter !== undefined && rule.Prefix !== undefined) throw malformedXml()
  if (filter !== undefined) {
    const forms = [filter.Prefix, filter.Tag, filter.And].filter((form) => form !== undefined)
    if (forms.length > 1) throw malformedXml()
    if (rule.Priority === undefined) throw invalidRequest(`Priority must be specified ${schema}`)
    if (rule.DeleteMarkerReplication === undefined)
      throw invalidRequest(`DeleteMarkerReplication must be specified ${schema}`)
  } else if (rule.DeleteMarkerReplication !== undefined || rule.Priority !== undefined) throw malformedXml()
  if (rule.DeleteMarkerReplication?.Status === 'Enabled' && filterTags(rule).length > 0) {
    throw invalidRequest(
      'Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.',
    )
  }
  const { AccessControlTranslation: translation, Account: account } = rule.Destination
  if (translation !== undefined && account === undefined) throw malformedXml()
  const kms = rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled'
  if (kms !== (rule.Destination.EncryptionConfiguration?.ReplicaKmsKeyID !== undefined)) {
    throw invalidRequest(
      'SseKmsEncryptedObjects must be specified if and only if EncryptionConfiguration is present.',
    )
  }
  return rule.ID === undefined || rule.ID === '' ? { ...rule, ID: randomHex(random, 16) } : rule
}

function holdTogether(rules: readonly ReplicationRule[]): void {
  if (new Set(rules.map(({ ID }) => ID)).size < rules.length) {
    throw invalidArgument('Rule Id must be unique. Found same Id for more than one rule')
  }
  const priorities = rules.flatMap(({ Filter, Priority }) => (Filter === undefined ? [] : [Priority]))
  if (priorities.length > 0 && priorities.length < rules.length) throw malformedXml()
  // UNVERIFIED: the words.
  if (new Set(priorities).size < priorities.length) throw invalidRequest('Found duplicate priority.')
}

async function holdDestination(
  context: OperationContext,
  bucket: Bucket,
  { Destination: { Bucket: arn, Account: account } }: ReplicationRule,
): Promise<void> {
  const parsed = parseArn(arn)
  if (parsed?.service !== 's3' || parsed.resource.includes('/')) {
    throw invalidArgument('Invalid bucket ARN.', 'Bucket', arn.slice(0, 256))
  }
  const found = await findBucket(context, context.partition, parsed.resource)
  if (found === undefined) throw invalidRequest('Destination bucket must exist.')
  const { value: destination } = found
  // UNVERIFIED: the words of this refusal, and of the one of Object Lock.
  if (destination.id === bucket.id) throw invalidRequest('Destination bucket cannot be the source bucket.')
  if (account !== undefined && account !== destination.accountId)
    throw invalidRequest('Account does not own the destination bucket.')
  if (destination.versioning !== 'Enabled') {
    throw invalidRequest('Destination bucket must have versioning enabled.')
  }
  if (bucket.objectLock !== undefined && destination.objectLock === undefined) {
    throw invalidRequest('Object Lock must be enabled on the destination bucket.')
  }
}
