import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { type Website, websiteFault } from '../../domain/websites.ts'
import { invalidArgument, invalidRequest, missing } from '../../errors.ts'
import { routingRulesMax } from '../../limits.ts'
import { required } from '../../required.ts'

/** Makes a bucket a website, under the host `<bucket>.s3-website.<domain>`. */
export async function putBucketWebsite(
  input: Api.PutBucketWebsiteRequest,
  context: OperationContext,
): Promise<object> {
  // What the model has of it is what is kept.
  const website = JSON.parse(JSON.stringify(required(input.WebsiteConfiguration))) as Website
  const ruleCount = website.RoutingRules?.length ?? 0
  if (ruleCount > routingRulesMax) {
    throw invalidRequest(
      `${ruleCount} routing rules provided, the number of routing rules in a website configuration is limited to ${routingRulesMax}.`,
    )
  }
  const fault = websiteFault(website)
  if (fault !== undefined) throw invalidArgument(fault)
  await changeBucket(context, input, 's3:PutBucketWebsite', (bucket) => ({ ...bucket, website }))
  return {}
}

export async function getBucketWebsite(
  input: Api.GetBucketWebsiteRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketWebsiteCommandOutput, '$metadata'>> {
  const { website, name } = await readBucket(context, input, 's3:GetBucketWebsite')
  if (website === undefined) throw missing.website(name)
  return website as Api.WebsiteConfiguration
}

export async function deleteBucketWebsite(
  input: Api.DeleteBucketWebsiteRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:DeleteBucketWebsite', (bucket) => without(bucket, 'website'))
  return {}
}
