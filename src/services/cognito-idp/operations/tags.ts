/** Tags of pools. Source: API Reference, TagResource and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { parseArn } from '../../../aws/arn.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import { changePool, loadPool } from '../pools.ts'
import { checkedTags } from './user-pools.ts'

export async function tagResource(
  input: Api.TagResourceRequest,
  context: OperationContext,
): Promise<Api.TagResourceResponse> {
  await changePool(context, poolIdOf(input.ResourceArn), (pool) => ({
    ...pool,
    tags: checkedTags({ ...pool.tags, ...input.Tags }),
  }))
  return {}
}

export async function untagResource(
  input: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<Api.UntagResourceResponse> {
  const taken = new Set(input.TagKeys)
  await changePool(context, poolIdOf(input.ResourceArn), (pool) => ({
    ...pool,
    tags: Object.fromEntries(Object.entries(pool.tags).filter(([key]) => !taken.has(key))),
  }))
  return {}
}

export async function listTagsForResource(
  input: Api.ListTagsForResourceRequest,
  context: OperationContext,
): Promise<Api.ListTagsForResourceResponse> {
  const { value: pool } = await loadPool(context, poolIdOf(input.ResourceArn))
  return { Tags: { ...pool.tags } }
}

function poolIdOf(arn: string | undefined): string {
  const [kind, id = ''] = parseArn(arn ?? '')?.resource.split('/') ?? []
  if (kind !== 'userpool') throw invalidParameter(`Invalid ARN: ${arn}`)
  return id
}
