import type { AccountId, Region } from '../aws/identifiers.ts'
import type { Caller } from './operation.ts'

/**
 * The caller of a call that an AWS service makes by itself, for one of its resources: S3 that notifies a queue, a rule that
 * invokes a function. `service` is the principal's name (`s3.amazonaws.com`), `sourceArn` the bucket's or rule's ARN. What
 * is called asks its resource policy.
 */
export function serviceCaller(
  service: `${string}.amazonaws.com`,
  home: { readonly accountId: AccountId; readonly region: Region },
  sourceArn: string,
  more: Pick<Caller, 'signal' | 'traceHeader' | 'causes'> = {},
): Caller {
  const { accountId, region } = home
  return {
    ...more,
    accountId,
    region,
    principal: { type: 'service', accountId, arn: service, userId: service },
    source: { arn: sourceArn, accountId },
  }
}
