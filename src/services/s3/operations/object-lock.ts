import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { isAllowed } from '../access.ts'
import { changeBucket, readBucket, without } from '../bucket-changes.ts'
import { openBucket } from '../buckets.ts'
import { type DefaultRetention, mayReplaceRetention, type Retention } from '../domain/object-lock.ts'
import {
  accessDenied,
  invalidArgument,
  invalidBucketState,
  invalidRequest,
  malformedXml,
  missing,
  notImplemented,
} from '../errors.ts'
import { changeVersion } from '../object-changing.ts'
import { requireVersion } from '../object-reading.ts'
import type { Bucket } from '../records.ts'
import { required, requiredKey } from '../required.ts'

/** Sets what versions are locked by that name nothing themselves. Locking cannot be turned off again. */
export async function putObjectLockConfiguration(
  input: Api.PutObjectLockConfigurationRequest,
  context: OperationContext,
): Promise<object> {
  const configuration = required(input.ObjectLockConfiguration)
  if (configuration.ObjectLockEnabled !== 'Enabled') throw malformedXml()
  const rule = readDefault(configuration.Rule?.DefaultRetention)
  await changeBucket(context, input, 's3:PutBucketObjectLockConfiguration', (bucket) => {
    if (bucket.versioning !== 'Enabled') {
      throw invalidBucketState(
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      )
    }
    return { ...bucket, objectLock: { enabled: true, ...(rule === undefined ? {} : { rule }) } }
  })
  return {}
}

function readDefault(given: Api.DefaultRetention | undefined): DefaultRetention | undefined {
  if (given === undefined) return undefined
  const { Mode: mode, Days: days, Years: years } = given
  if (mode === undefined || (days === undefined) === (years === undefined)) throw malformedXml()
  if ((days ?? years ?? 0) <= 0) {
    throw invalidArgument('Default retention period must be a positive integer value.')
  }
  if ((days ?? 0) > 36_500 || (years ?? 0) > 100) {
    throw invalidArgument('Default retention period too large')
  }
  return { mode, ...(days === undefined ? {} : { days }), ...(years === undefined ? {} : { years }) }
}

export async function getObjectLockConfiguration(
  input: Api.GetObjectLockConfigurationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectLockConfigurationCommandOutput, '$metadata'>> {
  const { objectLock, name } = await readBucket(context, input, 's3:GetBucketObjectLockConfiguration')
  if (objectLock === undefined) throw missing.objectLock(name)
  const { rule } = objectLock
  return {
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      ...(rule === undefined
        ? {}
        : {
            Rule: {
              DefaultRetention: {
                Mode: rule.mode,
                ...(rule.days === undefined ? {} : { Days: rule.days }),
                ...(rule.years === undefined ? {} : { Years: rule.years }),
              },
            },
          }),
    },
  }
}

async function openLocked(
  context: OperationContext,
  input: Parameters<typeof openBucket>[1],
): Promise<Stored<Bucket>> {
  const stored = await openBucket(context, input)
  if (stored.value.objectLock === undefined) {
    throw invalidRequest('Bucket is missing Object Lock Configuration')
  }
  return stored
}

/** Sets until when a version cannot be deleted. It may be made stronger; weaker only in governance mode, by who may. */
export async function putObjectRetention(
  input: Api.PutObjectRetentionRequest,
  context: OperationContext,
): Promise<object> {
  const stored = await openLocked(context, input)
  const { value: bucket } = stored
  const key = requiredKey(input.Key)
  const { BypassGovernanceRetention: bypass = false } = input
  const next = readRetention(input.Retention, context.now)
  if (bypass && !isAllowed(context, bucket, { action: 's3:BypassGovernanceRetention', key })) {
    throw accessDenied()
  }
  await changeVersion(
    context,
    stored,
    { key, versionId: input.VersionId, action: 's3:PutObjectRetention', method: 'PUT' },
    (version) => {
      if (!mayReplaceRetention(version.retention, next, context.now, bypass)) {
        throw accessDenied('Access Denied because object protected by object lock.')
      }
      return next === undefined ? without(version, 'retention') : { ...version, retention: next }
    },
    { replicates: 'OBJECT_LOCK' },
  )
  return {}
}

function readRetention(given: Api.ObjectLockRetention | undefined, now: number): Retention | undefined {
  const { Mode: mode, RetainUntilDate: until } = given ?? {}
  if (given?.EventHold !== undefined) throw notImplemented('Lambent has no event holds.')
  if (mode === undefined && until === undefined) return undefined
  if (mode === undefined || until === undefined) throw malformedXml()
  if (until.getTime() <= now) {
    throw invalidArgument(
      'The retain until date must be in the future!',
      'RetainUntilDate',
      until.toISOString(),
    )
  }
  return { mode, until: until.getTime() }
}

export async function getObjectRetention(
  input: Api.GetObjectRetentionRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectRetentionCommandOutput, '$metadata'>> {
  const { value: bucket } = await openLocked(context, input)
  const { value: version } = await requireVersion(context, bucket, {
    key: requiredKey(input.Key),
    versionId: input.VersionId,
    action: 's3:GetObjectRetention',
    permission: 'READ',
    method: 'GET',
  })
  const { retention } = version
  if (retention === undefined) throw missing.retention()
  return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } }
}

/** Locks a version without an end, or lets go of it. */
export async function putObjectLegalHold(
  input: Api.PutObjectLegalHoldRequest,
  context: OperationContext,
): Promise<object> {
  const stored = await openLocked(context, input)
  const key = requiredKey(input.Key)
  const legalHold = required(input.LegalHold?.Status) === 'ON'
  await changeVersion(
    context,
    stored,
    { key, versionId: input.VersionId, action: 's3:PutObjectLegalHold', method: 'PUT' },
    (version) => ({ ...version, legalHold }),
    { replicates: 'OBJECT_LOCK' },
  )
  return {}
}

export async function getObjectLegalHold(
  input: Api.GetObjectLegalHoldRequest,
  context: OperationContext,
): Promise<Omit<Api.GetObjectLegalHoldCommandOutput, '$metadata'>> {
  const { value: bucket } = await openLocked(context, input)
  const { value: version } = await requireVersion(context, bucket, {
    key: requiredKey(input.Key),
    versionId: input.VersionId,
    action: 's3:GetObjectLegalHold',
    permission: 'READ',
    method: 'GET',
  })
  if (version.legalHold === undefined) throw missing.retention()
  return { LegalHold: { Status: version.legalHold ? 'ON' : 'OFF' } }
}
