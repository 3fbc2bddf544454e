import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { topicArn } from '../domain/names.ts'
import { pageSize } from '../limits.ts'
import { positionOf, tokenOf } from '../listing.ts'
import { topics } from '../records.ts'

/** The account's topics in this region, by their names. */
export async function listTopics(
  { NextToken }: Api.ListTopicsInput,
  context: OperationContext,
): Promise<Api.ListTopicsResponse> {
  const { accountId, region, store } = context
  const purpose = `sns topics ${accountId} ${region}`
  const { items, next } = await topics.list(store, {
    prefix: [accountId, region],
    ...positionOf(purpose, NextToken),
    limit: pageSize,
  })
  return { Topics: items.map(({ value }) => ({ TopicArn: topicArn(value) })), ...tokenOf(purpose, next) }
}
