import { AwsError } from '../../../aws/aws-error.ts'
import {
  changed,
  documentText,
  type ResourceCalls,
  type ResourceType,
  readDocumentText,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = ['NoSuchBucketPolicy', 'NoSuchBucket'] as const

/** AWS::S3::BucketPolicy. Source: CloudFormation template reference, AWS::S3::BucketPolicy. */
export const bucketPolicy: ResourceType = {
  async create(request) {
    const { properties } = request
    const Bucket = String(properties.Bucket)
    if (!request.again && (await policyOf(request, Bucket)) !== undefined)
      throw new AwsError('AlreadyExists', `The bucket policy already exists on bucket ${Bucket}.`)
    await request.call('s3:PutBucketPolicy', { Bucket, Policy: documentText(properties.PolicyDocument) })
    return { physicalId: Bucket, attributes: {} }
  },

  async update(request) {
    const { previous, properties, physicalId: Bucket } = request
    if (changed(previous, properties, 'PolicyDocument'))
      await request.call('s3:PutBucketPolicy', { Bucket, Policy: documentText(properties.PolicyDocument) })
    return { physicalId: Bucket, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('s3:DeleteBucketPolicy', { Bucket: physicalId }), ...missing)
  },

  async read(query) {
    const text = await policyOf(query, query.identifier)
    if (text === undefined) return undefined
    return {
      physicalId: query.identifier,
      attributes: {},
      properties: { Bucket: query.identifier, PolicyDocument: readDocumentText(text) },
    }
  },
}

async function policyOf({ call }: ResourceCalls, Bucket: string): Promise<string | undefined> {
  const answer = await unlessMissing(call<{ Policy?: string }>('s3:GetBucketPolicy', { Bucket }), ...missing)
  return answer?.Policy
}
