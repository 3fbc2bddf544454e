/** Finding users. Source: API Reference, ListUsers. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { writePageToken } from '../../../aws/page-token.ts'
import type { Json } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  type FilteredUser,
  meetsFilter,
  parseUserFilter,
  searchable,
  type UserFilter,
} from '../domain/user-filter.ts'
import { invalidParameter } from '../errors.ts'
import { pageItemsMax, scannedUsersMax } from '../limits.ts'
import { readToken } from '../paging.ts'
import { loadPool } from '../pools.ts'
import { type User, users } from '../records.ts'
import { userView } from '../views.ts'

export async function listUsers(
  input: Api.ListUsersRequest,
  context: OperationContext,
): Promise<Api.ListUsersResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const filter = readFilter(input.Filter)
  const names = new Set(pool.schema.map(({ Name }) => Name))
  for (const name of input.AttributesToGet ?? [])
    if (!names.has(name)) throw invalidParameter('One or more requested attributes do not exist.')
  const wanted = input.AttributesToGet && new Set(input.AttributesToGet)
  const limit = input.Limit || pageItemsMax
  const purpose = `cognito-idp ListUsers ${pool.id} ${JSON.stringify(filter)}`
  const found: User[] = []
  let after = input.PaginationToken === undefined ? undefined : readToken(purpose, input.PaginationToken)
  for (let scanned = 0; ; ) {
    const page = await users.list(context.store, {
      prefix: [pool.id],
      limit: filter ? 500 : limit,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) {
      after = [pool.id, value.key]
      if (filter && !meetsFilter(seen(value), filter)) continue
      found.push(value)
      if (found.length >= limit) break
    }
    scanned += page.items.length
    const last = page.items.at(-1)?.value.key
    const isOver = page.next === undefined && (last === undefined || after?.[1] === last)
    if (isOver) after = undefined
    if (isOver || found.length >= limit || scanned >= scannedUsersMax) break
  }
  return {
    Users: found.map((user) => userView(user, wanted)),
    ...(after === undefined
      ? {}
      : { PaginationToken: writePageToken(purpose, after as readonly Json[] as Json) }),
  }
}

function seen({ username, sub, status, enabled, attributes }: User): FilteredUser {
  return { username, sub, status, enabled, attributes }
}

function readFilter(text: string | undefined): UserFilter | null {
  const filter = parseUserFilter(text ?? '')
  if (filter === undefined) throw invalidParameter('Error while parsing filter.')
  if (filter !== null && !searchable.has(filter.attribute))
    throw invalidParameter(`Error while parsing filter. Invalid attribute name: ${filter.attribute}`)
  return filter
}
