/**
 * Events that services send to EventBridge about what they keep: committed with what happened, in a queue of the service's own, and put
 * on the account's default bus afterwards. Source: EventBridge User Guide, "Events from AWS services".
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { type BackgroundSurroundings, serviceCaller } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { isFinalFailure } from './errors.ts'
import { failureText } from './invoke.ts'
import { putEvent } from './send.ts'

/** An event on its way. Plain data: it waits in a queue. */
export type BusNotice = {
  readonly accountId: AccountId
  readonly region: Region
  /** `aws.ssm`. */
  readonly source: string
  readonly detailType: string
  /** ARNs of what it is about. */
  readonly resources: readonly string[]
  /** When it happened. Unit: milliseconds since the epoch. */
  readonly at: number
  readonly detail: JsonObject
}

/** Handles a service's queue of notices. `service`: its principal, `ssm.amazonaws.com`. */
export function busNoticeHandler(
  { call, logger }: BackgroundSurroundings,
  service: `${string}.amazonaws.com`,
): JobHandler<BusNotice> {
  return async ({ value: { source, detailType, resources, at, detail, ...home } }, { signal }) => {
    const entry = {
      Source: source,
      DetailType: detailType,
      Resources: [...resources],
      Time: new Date(at),
      Detail: JSON.stringify(detail),
    }
    try {
      await putEvent(call, entry, serviceCaller(service, home, resources[0] ?? '', { signal }))
    } catch (error) {
      signal.throwIfAborted()
      if (!isFinalFailure(error)) throw error
      logger.warn('EventBridge takes no event of a service', {
        source,
        detailType,
        reason: failureText(error),
      })
    }
  }
}
