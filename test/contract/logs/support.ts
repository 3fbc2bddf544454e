import { CloudWatchLogs, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

/** Every client gets an account of its own, so that tests of one server do not meet. */
let accounts = 0

export interface Account {
  readonly id: string
  readonly logs: CloudWatchLogs
}

export function newAccount(server: TestServer, config: CloudWatchLogsClientConfig = {}): Account {
  const id = String(700_000_000_000 + accounts++)
  return { id, logs: clientOf(server, id, config) }
}

/** Live Tail's host prefix has no place before the address of a test server. */
export function clientOf(
  server: TestServer,
  account: string,
  config: CloudWatchLogsClientConfig = {},
): CloudWatchLogs {
  return new CloudWatchLogs({ ...server.config({ account }), disableHostPrefix: true, ...config })
}

export const noGroup = ['ResourceNotFoundException', 'The specified log group does not exist.'] as const
export const noStream = ['ResourceNotFoundException', 'The specified log stream does not exist.'] as const
export const badToken = ['InvalidParameterException', 'The specified nextToken is invalid.'] as const

/** A group with streams. */
export async function makeStreams(logs: CloudWatchLogs, group: string, ...names: string[]): Promise<void> {
  await logs.createLogGroup({ logGroupName: group })
  for (const name of names) await logs.createLogStream({ logGroupName: group, logStreamName: name })
}

/** Messages at equal steps of time. Units: milliseconds since the epoch; milliseconds. */
export async function put(
  logs: CloudWatchLogs,
  group: string,
  stream: string,
  messages: readonly string[],
  start: number,
  step = 1,
): Promise<void> {
  await logs.putLogEvents({
    logGroupName: group,
    logStreamName: stream,
    logEvents: messages.map((message, index) => ({ timestamp: start + index * step, message })),
  })
}

export function texts(events: ReadonlyArray<{ message?: string | undefined }> | undefined): string[] {
  return (events ?? []).map(({ message }) => message ?? '')
}
