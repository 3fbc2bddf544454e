import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly events: EventBridge
  readonly logs: CloudWatchLogs
  readonly roleArn: string
  /** The ARN of a bus here. */
  bus(name: string): string
  /** Makes a log group that events can be sent to, and answers its ARN. */
  makeGroup(name: string): Promise<string>
  /** What was sent to a group, as JSON where it is JSON, in the order in which it came. */
  received(name: string): Promise<unknown[]>
}

export function newAccount(server: TestServer, region = 'us-east-1'): Account {
  return accountOf(server, String(610_000_000_000 + accounts++), region)
}

export function accountOf(server: TestServer, id: string, region = 'us-east-1'): Account {
  const logs = new CloudWatchLogs(server.config({ account: id, region }))
  return {
    id,
    logs,
    events: new EventBridge(server.config({ account: id, region })),
    roleArn: `arn:aws:iam::${id}:role/events`,
    bus: (name) => `arn:aws:events:${region}:${id}:event-bus/${name}`,
    async makeGroup(logGroupName) {
      await logs.createLogGroup({ logGroupName })
      return `arn:aws:logs:${region}:${id}:log-group:${logGroupName}`
    },
    async received(logGroupName) {
      await server.lambent.idle()
      const found: unknown[] = []
      let nextToken: string | undefined
      do {
        const page = await logs.filterLogEvents({ logGroupName, nextToken })
        found.push(...(page.events ?? []).map(({ message = '' }) => readJson(message)))
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      return found
    },
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
