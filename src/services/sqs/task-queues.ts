import type { OperationContext } from '../../dispatch/index.ts'
import { type KnownQueue, readQueue } from './directory.ts'
import { readQueueArn } from './domain/names.ts'
import { invalidParameterValue, missingParameter, noSuchResource } from './errors.ts'

/**
 * A queue of the account that a request names by its ARN. Fails with MissingParameter, InvalidParameterValue or
 * ResourceNotFoundException.
 */
export async function queueOfArn(
  { store, accountId, region }: OperationContext,
  parameter: 'SourceArn' | 'DestinationArn',
  arn: string | undefined,
): Promise<KnownQueue> {
  if (arn === undefined || arn === '') throw missingParameter(parameter)
  const address = readQueueArn(arn)
  if (address === undefined) {
    throw invalidParameterValue(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    )
  }
  const own = address.accountId === accountId && address.region === region
  const found = own ? await readQueue(store, address) : undefined
  if (found === undefined) throw noSuchResource(parameter)
  return found
}
