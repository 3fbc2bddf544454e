import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { Json } from '../../../base/json.ts'
import { everyItem, type ResourceCalls } from '../../../dispatch/index.ts'

/** The members of `list` in all pages of one of Lambda's listings. */
export function everyListed<Item>(
  calls: Pick<ResourceCalls, 'call'>,
  operation: string,
  input: object,
  list: string,
): Promise<readonly Item[]> {
  return everyItem<Item>(calls, operation, input, list, 'Marker', 'NextMarker')
}

/**
 * What `list` finds of the function that a model names; without one AWS lists nothing, and here what all functions have is
 * listed. Functions are called by their ARNs, or as the model calls one.
 */
export async function listedOfFunctions<Item>(
  calls: Pick<ResourceCalls, 'call'>,
  named: Json | undefined,
  list: (functionName: string) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  if (named !== undefined) return await list(String(named))
  const all = await everyListed<FunctionConfiguration>(calls, 'lambda:ListFunctions', {}, 'Functions')
  return (await Promise.all(all.map(({ FunctionArn = '' }) => list(FunctionArn)))).flat()
}
