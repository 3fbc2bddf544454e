/** The operations that all kinds of parts of an API have: create, get, list, update, delete. */
import type { Json, JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { change } from './changing.ts'
import type { PartKind } from './domain/kinds.ts'
import { noPart } from './errors.ts'
import { listEntries, type PartAddress, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type Entry, entries } from './records.ts'
import { partView, settings, withSettings } from './views.ts'

/** What a kind of part is held against, and completed by, before it is kept. Fails with an AwsError. */
export interface PartRules {
  /**
   * The body as it shall be. `api`: the API as it is; `others`: what is there of the same kind; `id`: absent for a new one. May
   * add changes to the commit.
   */
  readonly decide: (change: {
    readonly context: OperationContext
    readonly commit: Atomic
    readonly api: Entry
    readonly others: readonly Entry[]
    readonly before: Entry | undefined
    readonly body: JsonObject
    /** What the request sets. */
    readonly given: Readonly<Record<string, Json>>
  }) => Promise<JsonObject> | JsonObject
  /** Maps of which a request names the entries to change: an empty text takes one away. */
  readonly merged?: readonly string[]
  /** Refuses a deletion. Fails with an AwsError. */
  readonly remove?: (entry: Entry, context: OperationContext) => Promise<void>
  /** How it is shown, where that is more than the body. */
  readonly view?: (entry: Entry, context: OperationContext) => Promise<object>
}

type Input = Readonly<Record<string, unknown>>
type Run = (input: object, context: OperationContext) => Promise<object>

/** The five operations of a kind. */
export interface PartOperations {
  readonly create: Run
  readonly get: Run
  readonly list: Run
  readonly update: Run
  readonly remove: Run
}

/** Makes the operations of a kind. */
export function partOperations(kind: PartKind, rules: PartRules): PartOperations {
  const view = async (entry: Entry, context: OperationContext) =>
    rules.view ? await rules.view(entry, context) : partView(kind, entry)
  return {
    create: async (asked: object, context) => {
      const input = asked as Input
      const entry = await createPart(kind, rules, addressOf(kind, input, ''), input, context)
      return view(entry, context)
    },
    get: async (asked: object, context) => {
      const input = asked as Input
      const found = await requirePart(context, kind, addressOf(kind, input))
      return view(found.value, context)
    },
    list: async (asked: object, context) => {
      const input = asked as Input
      const { apiId, parentId } = addressOf(kind, input, '')
      await requireApi(context, apiId)
      const found = await listEntries(context, context, apiId, kind.kind, parentId)
      const page = pageOf(found, input, `apigatewayv2 ${kind.kind} ${apiId} ${parentId ?? ''}`)
      return { ...page, Items: await Promise.all(page.Items.map(({ value }) => view(value, context))) }
    },
    update: async (asked: object, context) => {
      const input = asked as Input
      const address = addressOf(kind, input)
      const entry = await change(context, async (commit) => {
        const stored = await requirePart(context, kind, address)
        const api = (await requireApi(context, address.apiId)).value
        const given = settings(input, kind.members)
        const body = withSettings(stored.value.body, mergedMaps(stored.value.body, given, rules.merged ?? []))
        const others = await othersOf(context, kind, address, stored.value.id)
        const before = stored.value
        const next: Entry = {
          ...before,
          body: await rules.decide({ context, commit, api, others, before, body, given }),
          modifiedAt: context.now,
        }
        entries.put(commit, next, stored)
        return next
      })
      return view(entry, context)
    },
    remove: async (asked: object, context) => {
      const input = asked as Input
      const address = addressOf(kind, input)
      await change(context, async (commit) => {
        const stored = await requirePart(context, kind, address)
        await rules.remove?.(stored.value, context)
        entries.remove(commit, stored)
        for (const child of await childrenOf(context, kind, address)) entries.remove(commit, child)
      })
      return {}
    },
  }
}

/** Makes a part. Fails with the errors of its rules, and with NotFoundException for its API. */
export async function createPart(
  kind: PartKind,
  rules: PartRules,
  address: Omit<PartAddress, 'id'>,
  input: Input,
  context: OperationContext,
  more: JsonObject = {},
): Promise<Entry> {
  const { apiId, parentId } = address
  const id = kind.idLength === 0 ? String(input[kind.idMember]) : newId(context.random, kind.idLength)
  return change(context, async (commit) => {
    const api = (await requireApi(context, apiId)).value
    if (parentId !== undefined) await requireParent(context, kind, apiId, parentId)
    const others = await othersOf(context, kind, address, '')
    const given = settings(input, kind.members)
    const body = withSettings({}, given)
    const decided = await rules.decide({ context, commit, api, others, before: undefined, body, given })
    const entry: Entry = {
      accountId: api.accountId,
      region: api.region,
      apiId,
      kind: kind.kind,
      ...(parentId === undefined ? {} : { parentId }),
      id,
      body: { ...decided, ...more },
      createdAt: context.now,
      modifiedAt: context.now,
    }
    entries.put(commit, entry, undefined)
    return entry
  })
}

function addressOf({ idMember, parentMember }: PartKind, input: Input, id?: string): PartAddress {
  return {
    apiId: String(input.ApiId),
    ...(parentMember === undefined ? {} : { parentId: String(input[parentMember]) }),
    id: id ?? String(input[idMember]),
  }
}

async function requireParent(
  context: OperationContext,
  { parentMember }: PartKind,
  apiId: string,
  parentId: string,
): Promise<void> {
  const { accountId, region, store } = context
  const kind = parentMember === 'RouteId' ? 'route' : 'integration'
  if (!(await entries.get(store, [accountId, region, apiId, kind, parentId])))
    throw noPart(parentMember === 'RouteId' ? 'Route' : 'Integration')
}

async function othersOf(
  context: OperationContext,
  { kind }: PartKind,
  { apiId, parentId }: Omit<PartAddress, 'id'>,
  id: string,
): Promise<Entry[]> {
  const found = await listEntries(context, context, apiId, kind, parentId)
  return found.map(({ value }) => value).filter((entry) => entry.id !== id)
}

async function childrenOf(context: OperationContext, { kind }: PartKind, { apiId, id }: PartAddress) {
  if (kind !== 'route' && kind !== 'integration') return []
  return listEntries(context, context, apiId, kind === 'route' ? 'routeResponse' : 'integrationResponse', id)
}

function mergedMaps(
  body: JsonObject,
  given: Readonly<Record<string, Json>>,
  merged: readonly string[],
): Readonly<Record<string, Json>> {
  const changed = merged.flatMap((name) => {
    if (given[name] === undefined) return []
    const whole = { ...(body[name] as JsonObject | undefined), ...(given[name] as JsonObject) }
    const kept = Object.entries(whole).filter(([, value]) => !isEmpty(value))
    return [[name, Object.fromEntries(kept) as Json] as const]
  })
  return { ...given, ...Object.fromEntries(changed) }
}

function isEmpty(value: Json | undefined): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
