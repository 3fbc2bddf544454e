import { isIP } from 'node:net'
import type * as Api from '@aws-sdk/client-s3'
import { AwsError } from '../../../aws/aws-error.ts'
import { type Json, sameJson } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  resourceExists,
  tagList,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { bucketSettings } from './settings.ts'

const home = 'us-east-1'
const missing = ['NoSuchBucket', 'NotFound', 'NoSuchKey'] as const

/** AWS::S3::Bucket. Source: CloudFormation template reference, AWS::S3::Bucket. */
export const bucket: ResourceType = {
  // Kept and told again; see the service's README.
  inert: ['AccelerateConfiguration', 'AnalyticsConfigurations', 'IntelligentTieringConfigurations'],

  async create(request) {
    const { properties, region } = request
    const Bucket = bucketName(request)
    // Making one's own bucket once more is no error everywhere; a stack must not take over what is there.
    if (!request.again && (await isThere(request, Bucket))) throw resourceExists('AWS::S3::Bucket', Bucket)
    const tags = tagList(tagsOf(request, properties.Tags))
    try {
      await callWith(request, 's3:CreateBucket', {
        Bucket,
        ...given(properties, 'BucketNamespace'),
        CreateBucketConfiguration: {
          ...(region === home ? {} : { LocationConstraint: region }),
          ...(tags.length > 0 ? { Tags: tags } : {}),
        },
        ...(locked(properties) ? { ObjectLockEnabledForBucket: true } : {}),
      })
    } catch (error) {
      const own = error instanceof AwsError && error.code === 'BucketAlreadyOwnedByYou'
      if (!own || !request.again) throw error
    }
    return await orRemove(
      request,
      async () => {
        await applySettings(request, Bucket, {}, properties)
        return madeOf(request, Bucket)
      },
      () => request.call('s3:DeleteBucket', { Bucket }),
    )
  },

  async update(request) {
    const { physicalId: Bucket, previous, properties } = request
    const before = tagsOf({ stackTags: request.previousStackTags ?? request.stackTags }, previous.Tags)
    const tags = tagsOf(request, properties.Tags)
    if (!sameJson(before, tags)) {
      if (Object.keys(tags).length === 0) await request.call('s3:DeleteBucketTagging', { Bucket })
      else await request.call('s3:PutBucketTagging', { Bucket, Tagging: { TagSet: tagList(tags) } })
    }
    await applySettings(request, Bucket, previous, properties)
    return madeOf(request, Bucket)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('s3:DeleteBucket', { Bucket: physicalId }), ...missing)
  },

  async read(query) {
    const Bucket = query.identifier
    const there = await unlessMissing(query.call('s3:HeadBucket', { Bucket }), ...missing)
    if (!there) return undefined
    const { TagSet = [] } =
      (await unlessMissing(
        query.call<{ TagSet?: Api.Tag[] }>('s3:GetBucketTagging', { Bucket }),
        'NoSuchTagSet',
      )) ?? {}
    const settings = await Promise.all(
      Object.entries(bucketSettings).map(
        async ([name, { read }]) => [name, await read?.(query, Bucket)] as const,
      ),
    )
    const values = Object.fromEntries(settings)
    return {
      ...madeOf(query, Bucket),
      properties: definite({
        BucketName: Bucket,
        ...values,
        ...(values.ObjectLockConfiguration ? { ObjectLockEnabled: true } : {}),
        ...(TagSet.length > 0 ? { Tags: TagSet } : {}),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<Api.Bucket>(
      calls,
      's3:ListBuckets',
      { MaxBuckets: 1000, BucketRegion: calls.region },
      'Buckets',
      'ContinuationToken',
    )
    return all.map(({ Name = '' }) => Name)
  },
}

function bucketName(request: ResourceRequest): string {
  const { properties, accountId, region } = request
  if (properties.BucketName === undefined && properties.BucketNamePrefix !== undefined)
    return `${properties.BucketNamePrefix}-${accountId}-${region}-an`
  return nameOf(request, 'BucketName', { max: 63, lowerCase: true })
}

async function isThere({ call }: ResourceCalls, Bucket: string): Promise<boolean> {
  try {
    return (await unlessMissing(call('s3:HeadBucket', { Bucket }), ...missing)) !== undefined
  } catch (error) {
    // Somebody else's, in another region, or a name that CreateBucket refuses in better words.
    if (error instanceof AwsError) return false
    throw error
  }
}

function locked({ ObjectLockEnabled }: ResourceProperties): boolean {
  return String(ObjectLockEnabled) === 'true'
}

async function applySettings(
  calls: ResourceCalls,
  Bucket: string,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  for (const [name, { put, take }] of Object.entries(bucketSettings)) {
    if (!changed(previous, next, name)) continue
    const value = next[name]
    if (value === undefined || value === null) await take(calls, Bucket, previous[name])
    else await put(calls, Bucket, value, previous[name])
  }
}

function madeOf(
  { partition, region, endpoint }: Pick<ResourceCalls, 'partition' | 'region' | 'endpoint'>,
  name: string,
): MadeResource {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  const attributes: Record<string, Json> = {
    Arn: `arn:${partition}:s3:::${name}`,
    DomainName: `${name}.s3.${suffix}`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.${suffix}`,
    RegionalDomainName: `${name}.s3.${region}.${suffix}`,
    WebsiteURL: websiteUrl(endpoint, name),
  }
  return { physicalId: name, attributes }
}

/** Where the website is really served: names below an address of numbers lead nowhere. */
function websiteUrl(endpoint: string, name: string): string {
  const { protocol, hostname, port } = new URL(endpoint)
  const host = isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? hostname : 'localhost'
  return `${protocol}//${name}.s3-website.${host}${port === '' ? '' : `:${port}`}`
}
