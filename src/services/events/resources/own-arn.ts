import type { ResourceCalls } from '../../../dispatch/index.ts'

/** The ARN of something of EventBridge's in the region of who asks. */
export function ownArn(
  { partition, region, accountId }: Pick<ResourceCalls, 'partition' | 'region' | 'accountId'>,
  resource: string,
): string {
  return `arn:${partition}:events:${region}:${accountId}:${resource}`
}
