import { parseArn } from '../../../aws/arn.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { readTableName, type TableAddress, tableArn } from '../domain/names.ts'
import { arnNotFound, invalidParameter, tableNotFound, validation } from '../errors.ts'
import { type Table, tables } from '../records.ts'
import { type LoadedTable, loadedTable } from './loaded-table.ts'
import { checkPolicy } from './require-table.ts'

/** The table that a request about tables names, as it is now. Fails with ResourceNotFoundException. */
export async function requireNamedTable(
  context: OperationContext,
  name: string | undefined,
  action: string,
  absent: (name: string) => Error = tableNotFound,
): Promise<LoadedTable> {
  const address = readTableName(name, context)
  const { accountId, region } = address
  const stored = await tables.get(context.store, [accountId, region, address.name])
  return checked(context, address, stored, action, absent)
}

/** The same of a table that was read. */
export function checked(
  context: OperationContext,
  address: TableAddress,
  stored: Stored<Table> | undefined,
  action: string,
  absent: (name: string) => Error = tableNotFound,
): LoadedTable {
  if (stored === undefined) throw absent(address.name)
  const loaded = loadedTable(stored.value, stored.version, context.partition)
  checkPolicy(context, loaded, action)
  return loaded
}

/** The table whose ARN is given. Fails with a ValidationException or ResourceNotFoundException. The words: recorded on AWS. */
export function readResourceArn(text: string | undefined, context: OperationContext): TableAddress {
  const arn = parseArn(text ?? '')
  if (arn === undefined) throw invalidParameter(`ARNs must start with 'arn:': ${text ?? ''}`)
  if (arn.service !== 'dynamodb') {
    throw invalidParameter(`Provided Arn is not a DynamoDB resource arn: ${text}`)
  }
  const [kind, name, ...more] = arn.resource.split('/')
  if (kind !== 'table' || name === undefined || more.length > 0) {
    throw invalidParameter(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${text}`,
    )
  }
  if (arn.region !== context.region || arn.partition !== context.partition) {
    throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${text}`)
  }
  return readTableName(text, context)
}

/** The table behind an ARN. */
export async function requireTableByArn(
  context: OperationContext,
  arn: string | undefined,
  action: string,
): Promise<LoadedTable> {
  const address = readResourceArn(arn, context)
  const stored = await tables.get(context.store, [address.accountId, address.region, address.name])
  return checked(context, address, stored, action, () => arnNotFound(tableArn(context.partition, address)))
}
