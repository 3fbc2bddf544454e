/** Reading APIs and their parts. */
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { noApi, noPart, notFound } from './errors.ts'
import { type ApiPlace, type Entry, type EntryKind, entries, type Home } from './records.ts'

/** What a lookup knows. */
export type Where = Pick<OperationContext, 'store' | 'accountId' | 'region'>

/** The API of this id, of the caller's account and region. Fails with NotFoundException. */
export async function requireApi(
  { store, accountId, region }: Where,
  apiId: string | undefined,
): Promise<Stored<Entry>> {
  const id = apiId ?? ''
  const found = await entries.get(store, [accountId, region, id, 'api', id])
  if (!found) throw noApi(accountId, id)
  return found
}

/** A part of an API, if it is there. */
export function findPart(
  { store, accountId, region }: Where,
  apiId: string | undefined,
  kind: EntryKind,
  id: string | undefined,
): Promise<Stored<Entry> | undefined> {
  return entries.get(store, [accountId, region, apiId ?? '', kind, id ?? ''])
}

/** What messages call the kinds. Source: answers of AWS. */
const titles: Partial<Record<EntryKind, string>> = {
  resource: 'Resource',
  requestValidator: 'Request Validator',
  authorizer: 'Authorizer',
  deployment: 'Deployment',
  stage: 'stage',
  documentationPart: 'Documentation part',
  documentationVersion: 'Documentation version',
}

/** A part of an API. Fails with NotFoundException for the part, also where there is no such API, as AWS does. */
export async function requirePart(
  where: Where,
  apiId: string | undefined,
  kind: EntryKind,
  id: string | undefined,
): Promise<Stored<Entry>> {
  const found = await findPart(where, apiId, kind, id)
  if (found) return found
  if (kind === 'model') throw notFound(`Invalid model name specified: ${id ?? ''}`)
  throw noPart(titles[kind] ?? kind)
}

/** All entries of an API, or those of one kind, in the order of their ids. */
export async function listEntries(
  { store }: Pick<Surroundings, 'store'>,
  { accountId, region }: Home,
  apiId: string,
  kind?: EntryKind,
): Promise<ReadonlyArray<Stored<Entry>>> {
  const prefix = [accountId, region, apiId, ...(kind === undefined ? [] : [kind])]
  const found: Array<Stored<Entry>> = []
  let page = await entries.list(store, { prefix })
  found.push(...page.items)
  while (page.next !== undefined) {
    page = await entries.list(store, { prefix, after: page.next })
    found.push(...page.items)
  }
  return found
}

/** The parts of one kind of an API that must be there. Fails with NotFoundException. */
export async function listParts(
  context: OperationContext,
  apiId: string | undefined,
  kind: EntryKind,
): Promise<ReadonlyArray<Stored<Entry>>> {
  const api = await requireApi(context, apiId)
  return listEntries(context, context, api.value.apiId, kind)
}

/** A new part, not kept yet. */
export function newEntry(
  { now }: Pick<OperationContext, 'now'>,
  { accountId, region, apiId }: ApiPlace,
  kind: EntryKind,
  id: string,
  body: Entry['body'],
): Entry {
  return { accountId, region, apiId, kind, id, body, createdAt: now, modifiedAt: now }
}
