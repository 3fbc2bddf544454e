import { parseArn } from '../../aws/arn.ts'
import { type TableStream, tableStreams } from '../../delivery/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { streamNotFound, validation } from './errors.ts'

/** The stream of this ARN, one that was turned off included. Fails with ResourceNotFoundException. */
export async function requireStream(
  context: OperationContext,
  arn: string | undefined,
): Promise<TableStream> {
  const [, tableName = '', , label = ''] = parseArn(arn ?? '')?.resource.split('/') ?? []
  // UNVERIFIED: the words.
  if (arn === undefined || tableName === '' || label === '') throw validation(`Invalid StreamArn: ${arn}`)
  const { store, accountId, region } = context
  const stored = await tableStreams.get(store, [accountId, region, tableName, label])
  if (stored?.value.arn !== arn) throw streamNotFound(arn)
  return stored.value
}
