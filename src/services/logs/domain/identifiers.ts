import { formatArn, parseArn } from '../../../aws/arn.ts'
import type { AccountId, Partition, Region } from '../../../aws/identifiers.ts'
import { groupNotFound, invalidParameter, validation } from '../errors.ts'

/** Where things are. */
export interface Home {
  readonly accountId: AccountId
  readonly region: Region
  readonly partition: Partition
}

/**
 * The ARN of a log group, without the `:*` that some answers and policies have behind it.
 * Source: User Guide, "CloudWatch Logs resources and operations".
 */
export function groupArn({ accountId, region, partition }: Home, name: string): string {
  return formatArn({ partition, service: 'logs', region, accountId, resource: `log-group:${name}` })
}

export function streamArn(home: Home, groupName: string, streamName: string): string {
  return `${groupArn(home, groupName)}:log-stream:${streamName}`
}

export function destinationArn({ accountId, region, partition }: Home, name: string): string {
  return formatArn({ partition, service: 'logs', region, accountId, resource: `destination:${name}` })
}

/** The place and name of the destination that an ARN names; undefined for any other ARN. */
export function readDestinationArn(
  text: string,
): { readonly accountId: AccountId; readonly region: Region; readonly name: string } | undefined {
  const arn = parseArn(text)
  const [, name] = /^destination:([^:*]+)$/.exec(arn?.resource ?? '') ?? []
  if (arn?.service !== 'logs' || name === undefined) return undefined
  return { accountId: arn.accountId as AccountId, region: arn.region as Region, name }
}

/**
 * The name of the group that an ARN names, with or without `:*` behind it; undefined for any other ARN, and for groups
 * of other accounts and regions, which cannot be reached.
 */
export function groupNameOfArn(home: Home, text: string): string | undefined {
  const arn = parseArn(text)
  if (arn?.service !== 'logs' || arn.accountId !== home.accountId || arn.region !== home.region)
    return undefined
  const [, name] = /^log-group:([^:*]+)(?::\*)?$/.exec(arn.resource) ?? []
  return name
}

/** The name of the group that a caller means by name or ARN. Fails with ResourceNotFoundException. */
export function readGroupIdentifier(home: Home, identifier: string): string {
  if (!identifier.startsWith('arn:')) return identifier
  const name = groupNameOfArn(home, identifier)
  if (name === undefined) throw groupNotFound()
  return name
}

/**
 * The group of operations that take a name or an identifier. Fails with ValidationException when both are given.
 * Source: observed on AWS, 2026-02-03 (recorded test of another project). UNVERIFIED: the words for neither.
 */
export function readGroupChoice(
  home: Home,
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): string {
  const { logGroupName, logGroupIdentifier } = input
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw validation('LogGroup name and LogGroup ARN are mutually exclusive parameters.')
  if (logGroupName !== undefined) return logGroupName
  if (logGroupIdentifier !== undefined) return readGroupIdentifier(home, logGroupIdentifier)
  throw invalidParameter('LogGroup name or LogGroup ARN is required.')
}

/** Refuses names that AWS keeps for itself. Source: API Reference, CreateLogGroup; words as published by users of AWS. */
export function checkGroupName(name: string): void {
  if (/^aws\//i.test(name)) throw invalidParameter('Log groups starting with AWS/ are reserved for AWS.')
}
