import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { addTags, readTags, removeTags, type Tag, type TagCase } from './domain/tags.ts'
import { type PageAnswer, type PageRequest, pageOfList } from './paging.ts'
import { tagsView } from './views.ts'

/** A kind of thing that can be tagged. */
export interface TaggedKind<T extends { readonly tags: readonly Tag[] }> {
  readonly title: string
  readonly tagCase: TagCase
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
  /** Fails when there is no such thing. `name` is what requests call it by: a name or an ARN. */
  readonly find: (context: OperationContext, name: string) => Promise<Stored<T>>
}

export function tag<T extends { readonly tags: readonly Tag[] }>(
  { records, find, tagCase }: TaggedKind<T>,
  context: OperationContext,
  name: string,
  tags: readonly Api.Tag[],
): Promise<Record<never, never>> {
  const added = readTags(tags, tagCase)
  return changing(context.store, async (commit) => {
    const stored = await find(context, name)
    records.put(commit, { ...stored.value, tags: addTags(stored.value.tags, added, tagCase) }, stored)
    return {}
  })
}

export function untag<T extends { readonly tags: readonly Tag[] }>(
  { records, find, tagCase }: TaggedKind<T>,
  context: OperationContext,
  name: string,
  keys: readonly string[],
): Promise<Record<never, never>> {
  return changing(context.store, async (commit) => {
    const stored = await find(context, name)
    records.put(commit, { ...stored.value, tags: removeTags(stored.value.tags, keys, tagCase) }, stored)
    return {}
  })
}

export async function listTags<T extends { readonly tags: readonly Tag[] }>(
  { title, find }: TaggedKind<T>,
  context: OperationContext,
  name: string,
  request: PageRequest,
): Promise<PageAnswer & { Tags: Api.Tag[] }> {
  const { value } = await find(context, name)
  const purpose = `tags ${context.accountId} ${title} ${name}`
  const { items, answer } = pageOfList(value.tags, ({ key }) => key, purpose, request)
  return { Tags: tagsView(items), ...answer }
}
