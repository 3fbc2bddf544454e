import type * as Api from '@aws-sdk/client-s3'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changeBucket, readBucket, without } from '../../bucket-changes.ts'
import { type CorsRule, corsFault } from '../../domain/cross-origin.ts'
import { invalidRequest, malformedXml, missing } from '../../errors.ts'
import { corsRulesMax } from '../../limits.ts'
import { required } from '../../required.ts'

/** Says which other origins browsers let in. */
export async function putBucketCors(
  input: Api.PutBucketCorsRequest,
  context: OperationContext,
): Promise<object> {
  const given = required(input.CORSConfiguration?.CORSRules)
  if (given.length === 0 || given.length > corsRulesMax) throw malformedXml()
  const rules = given.map(readRule)
  const fault = corsFault(rules)
  if (fault !== undefined) throw invalidRequest(fault)
  await changeBucket(context, input, 's3:PutBucketCORS', (bucket) => ({ ...bucket, cors: rules }))
  return {}
}

function readRule(rule: Api.CORSRule): CorsRule {
  const { ID, AllowedHeaders, AllowedMethods, AllowedOrigins, ExposeHeaders, MaxAgeSeconds } = rule
  return {
    AllowedMethods: required(AllowedMethods),
    AllowedOrigins: required(AllowedOrigins),
    ...(ID === undefined ? {} : { ID }),
    ...(AllowedHeaders === undefined ? {} : { AllowedHeaders }),
    ...(ExposeHeaders === undefined ? {} : { ExposeHeaders }),
    ...(MaxAgeSeconds === undefined ? {} : { MaxAgeSeconds }),
  }
}

export async function getBucketCors(
  input: Api.GetBucketCorsRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketCorsCommandOutput, '$metadata'>> {
  const { cors, name } = await readBucket(context, input, 's3:GetBucketCORS')
  if (cors === undefined) throw missing.cors(name)
  return { CORSRules: cors as Api.CORSRule[] }
}

export async function deleteBucketCors(
  input: Api.DeleteBucketCorsRequest,
  context: OperationContext,
): Promise<object> {
  await changeBucket(context, input, 's3:PutBucketCORS', (bucket) => without(bucket, 'cors'))
  return {}
}
