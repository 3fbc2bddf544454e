/** Reading APIs and their parts. */
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import type { EntryKind, PartKind } from './domain/kinds.ts'
import { noApi, noPart } from './errors.ts'
import { type Entry, entries, type Home } from './records.ts'

/** The API of this id, of the caller's account and region. Fails with NotFoundException. */
export async function requireApi(
  { store, accountId, region }: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  apiId: string,
): Promise<Stored<Entry>> {
  const found = await entries.get(store, [accountId, region, apiId, 'api', apiId])
  if (!found) throw noApi(accountId, apiId)
  return found
}

/** Where a part of an API is kept. */
export interface PartAddress {
  readonly apiId: string
  readonly parentId?: string | undefined
  readonly id: string
}

/** A part of an API, if it is there. */
export function findPart(
  { store, accountId, region }: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  kind: EntryKind,
  { apiId, parentId, id }: PartAddress,
): Promise<Stored<Entry> | undefined> {
  const parent = parentId === undefined ? [] : [parentId]
  return entries.get(store, [accountId, region, apiId, kind, ...parent, id])
}

/** A part of an API. Fails with NotFoundException for it, or for the API. */
export async function requirePart(
  context: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  { kind, title }: PartKind,
  address: PartAddress,
): Promise<Stored<Entry>> {
  const found = await findPart(context, kind, address)
  if (found) return found
  await requireApi(context, address.apiId)
  throw noPart(title)
}

/** All entries of an API, or those of one kind (and parent). */
export async function listEntries(
  { store }: Pick<Surroundings, 'store'>,
  { accountId, region }: Home,
  apiId: string,
  kind?: EntryKind,
  parentId?: string | undefined,
): Promise<ReadonlyArray<Stored<Entry>>> {
  const prefix = [
    accountId,
    region,
    apiId,
    ...(kind === undefined ? [] : [kind]),
    ...(parentId === undefined ? [] : [parentId]),
  ]
  const found: Array<Stored<Entry>> = []
  let page = await entries.list(store, { prefix })
  found.push(...page.items)
  while (page.next !== undefined) {
    page = await entries.list(store, { prefix, after: page.next })
    found.push(...page.items)
  }
  return found
}
