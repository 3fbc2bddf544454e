import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket } from '../../bucket-changes.ts'
import { invalidArgument, malformedXml, notImplemented } from '../../errors.ts'
import type { DefaultEncryption } from '../../records.ts'
import { required } from '../../required.ts'

/** Says how objects are encrypted that name nothing. */
export async function putBucketEncryption(
  input: Api.PutBucketEncryptionRequest,
  context: OperationContext,
): Promise<object> {
  const rules = required(input.ServerSideEncryptionConfiguration?.Rules)
  const [rule] = rules
  if (rules.length !== 1 || rule === undefined) throw malformedXml()
  const encryption = readRule(rule)
  await changeBucket(context, input, 's3:PutEncryptionConfiguration', (bucket) => ({ ...bucket, encryption }))
  return {}
}

function readRule(rule: Api.ServerSideEncryptionRule): DefaultEncryption {
  const { SSEAlgorithm: algorithm = 'AES256', KMSMasterKeyID: kmsKeyId } =
    rule.ApplyServerSideEncryptionByDefault ?? {}
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') {
    throw notImplemented(`Lambent does not encrypt with ${algorithm}.`)
  }
  if (algorithm === 'AES256' && kmsKeyId !== undefined) {
    throw invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'ApplyServerSideEncryptionByDefault',
    )
  }
  const blocked = rule.BlockedEncryptionTypes?.EncryptionType?.filter((kind) => kind !== 'NONE')
  return {
    algorithm,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    ...(rule.BucketKeyEnabled === undefined ? {} : { bucketKey: rule.BucketKeyEnabled }),
    ...(blocked === undefined || blocked.length === 0 ? {} : { blocked }),
  }
}

export async function getBucketEncryption(
  input: Api.GetBucketEncryptionRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketEncryptionCommandOutput, '$metadata'>> {
  const { encryption } = await readBucket(context, input, 's3:GetEncryptionConfiguration')
  const { algorithm, kmsKeyId, bucketKey, blocked } = encryption
  return {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: algorithm,
            ...(kmsKeyId === undefined ? {} : { KMSMasterKeyID: kmsKeyId }),
          },
          BucketKeyEnabled: bucketKey ?? false,
          ...(blocked === undefined
            ? {}
            : { BlockedEncryptionTypes: { EncryptionType: [...blocked] as Api.EncryptionType[] } }),
        },
      ],
    },
  }
}

/** Objects are encrypted in any case: what is left is S3's own key. */
export async function deleteBucketEncryption(
  input: Api.DeleteBucketEncryptionRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutEncryptionConfiguration', (bucket) => ({
    ...bucket,
    encryption: { algorithm: 'AES256' },
  }))
  return {}
}
