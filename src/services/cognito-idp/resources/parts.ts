/** What the resource types of a pool's parts have in common. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { everyItem, type ResourceCalls, type ResourceProperties } from '../../../dispatch/index.ts'

/** The pool that a model points to, or all. */
export async function everyPool(
  calls: ResourceCalls,
  { UserPoolId }: ResourceProperties,
): Promise<readonly string[]> {
  if (UserPoolId !== undefined) return [String(UserPoolId)]
  const operation = 'cognito-idp:ListUserPools'
  const found = await everyItem<Api.UserPoolDescriptionType>(
    calls,
    operation,
    { MaxResults: 60 },
    'UserPools',
  )
  return found.map(({ Id = '' }) => Id)
}

/** The identifiers of all parts of one kind. `token` as the operation names it. */
export async function everyPart<Item>(
  calls: ResourceCalls,
  model: ResourceProperties,
  operation: string,
  list: string,
  nameOf: (item: Item) => string | undefined,
  token = 'NextToken',
): Promise<readonly string[]> {
  const pools = await everyPool(calls, model)
  const found = await Promise.all(
    pools.map(async (UserPoolId) => {
      const items = await everyItem<Item>(calls, operation, { UserPoolId }, list, token)
      return items.map((item) => `${UserPoolId}|${nameOf(item) ?? ''}`)
    }),
  )
  return found.flat()
}
