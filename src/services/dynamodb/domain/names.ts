/**
 * Names of tables, as requests have them: a name, or an ARN.
 * Source: Developer Guide, "Naming rules"; API Reference, `TableName`; the words: recorded on AWS (dynamodb-conformance, 2026).
 */
import { parseArn } from '../../../aws/arn.ts'
import type { AccountId, Partition, Region } from '../../../aws/identifiers.ts'
import { refused } from './refusals.ts'

export interface TableAddress {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
}

interface Home {
  readonly accountId: AccountId
  readonly region: Region
  readonly partition: Partition
}

const namePattern = /^[a-zA-Z0-9_.-]+$/

/** The table that a request names. Fails with a ValidationException. */
export function readTableName(text: string | undefined, home: Home): TableAddress {
  if (text === undefined) {
    throw refused("The parameter 'TableName' is required but was not present in the request")
  }
  if (text.startsWith('arn:')) return readTableArn(text, home)
  checkName(text)
  return { accountId: home.accountId, region: home.region, name: text }
}

function checkName(name: string): void {
  const violation = violationOf(name)
  if (violation === undefined) return
  throw refused(
    `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must ${violation}`,
  )
}

function violationOf(name: string): string | undefined {
  if (name.length > 255) return 'have length less than or equal to 255'
  if (!namePattern.test(name)) return 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'
  return name.length < 3 ? 'have length greater than or equal to 3' : undefined
}

function readTableArn(text: string, home: Home): TableAddress {
  const arn = parseArn(text)
  const [kind, name = '', ...more] = arn?.resource.split('/') ?? []
  if (arn === undefined || arn.service !== 'dynamodb' || kind !== 'table' || more.length > 0) {
    throw refused(`1 validation error detected: Invalid resource type in '${text}'`)
  }
  if (arn.region !== home.region)
    throw refused(`1 validation error detected: Invalid AWS region in '${text}'`)
  if (arn.partition !== home.partition) {
    throw refused(`1 validation error detected: Invalid AWS partition in '${text}'`)
  }
  // UNVERIFIED: the words.
  if (!/^\d{12}$/.test(arn.accountId)) {
    throw refused(`1 validation error detected: Invalid AWS account in '${text}'`)
  }
  checkName(name)
  return { accountId: arn.accountId as AccountId, region: home.region, name }
}

/** A table's ARN. */
export function tableArn(partition: Partition, { accountId, region, name }: TableAddress): string {
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`
}

/** A stream's ARN. */
export function streamArn(partition: Partition, table: TableAddress, label: string): string {
  return `${tableArn(partition, table)}/stream/${label}`
}

/** The label of a stream that begins at an instant: its time in UTC, as `2015-05-20T20:51:10.252`. Unit: milliseconds. */
export function streamLabel(at: number): string {
  return new Date(at).toISOString().slice(0, -1)
}
