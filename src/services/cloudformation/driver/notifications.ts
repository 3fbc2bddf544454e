import type { Principal } from '../../../aws/principal.ts'
import type { Json } from '../../../base/json.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { JobHandler } from '../../../jobs/index.ts'
import type { Atomic } from '../../../store/index.ts'
import { tellBus } from '../bus-events.ts'
import type { StackEvent } from '../domain/events.ts'
import type { StoredPrincipal } from '../domain/operation.ts'
import type { Stack } from '../domain/stack.ts'
import type { Turn } from '../domain/turn.ts'
import { type Notification, notificationQueue } from '../records.ts'

/** Every event of a stack goes to EventBridge, and is published to the stack's topics. Source: User Guide, "Receive stack event notifications". */
export function notify(commit: Atomic, turn: Turn): void {
  notifyOf(commit, turn)
}

/** What there is to tell of a stack. */
export interface News {
  readonly stack: Stack
  readonly operation: { readonly principal: StoredPrincipal }
  readonly events: readonly StackEvent[]
  readonly now: number
}

/** As {@link notify}, for what no turn has told. */
export function notifyOf(commit: Atomic, turn: News): void {
  const topics = turn.stack.deployment?.notificationArns ?? []
  const { accountId, region } = turn.stack
  for (const event of turn.events) tellBus(commit, turn.stack, event, turn.now)
  for (const topicArn of topics)
    for (const event of turn.events) {
      const notification: Notification = {
        accountId,
        region,
        topicArn,
        subject: 'AWS CloudFormation Notification',
        message: messageOf(turn, event),
        principal: turn.operation.principal as unknown as Json,
      }
      commit.enqueue(notificationQueue, notification, { group: `${turn.stack.uuid} ${topicArn}` })
    }
}

/** Lines of names and values in quotation marks. Source: observed on AWS. */
function messageOf({ stack, operation, now }: News, event: StackEvent): string {
  const lines: ReadonlyArray<readonly [string, string]> = [
    ['StackId', stack.id],
    ['Timestamp', new Date(now).toISOString()],
    ['EventId', event.id],
    ['LogicalResourceId', event.logicalId],
    ['Namespace', stack.accountId],
    ['PhysicalResourceId', event.physicalId],
    ['PrincipalId', operation.principal.userId],
    ['ResourceProperties', event.properties ?? 'null'],
    ['ResourceStatus', event.status],
    ['ResourceStatusReason', event.reason ?? ''],
    ['ResourceType', event.type],
    ['StackName', stack.name],
    ['ClientRequestToken', event.token ?? 'null'],
  ]
  return lines.map(([name, value]) => `${name}='${value}'\n`).join('')
}

/** Publishes. A topic that refuses gets nothing: nobody waits for these. */
export function notificationHandler(surroundings: BackgroundSurroundings): JobHandler<Notification> {
  return async ({ value: { accountId, region, topicArn, subject, message, principal } }) => {
    const caller = { accountId, region, principal: principal as unknown as Principal }
    await surroundings.call('sns:Publish', { TopicArn: topicArn, Subject: subject, Message: message }, caller)
  }
}
