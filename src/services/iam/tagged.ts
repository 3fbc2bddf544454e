import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { addTags, readTags, removeTags, type Tag, type TagCase } from './domain/tags.ts'
import { type PageAnswer, type PageRequest, pageOfList } from './paging.ts'
import { required } from './required.ts'
import { tagsView } from './views.ts'

/** A kind of thing that can be tagged. */
export interface TaggedKind<T extends { readonly tags: readonly Tag[] }> {
  readonly title: string
  readonly tagCase: TagCase
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
  /** Fails when there is no such thing. `name` is what requests call it by: a name or an ARN. */
  readonly find: (context: OperationContext, name: string) => Promise<Stored<T>>
}

/** The operations on tags of one kind; `member` of their requests says which one is meant. */
export function tagOperations<T extends { readonly tags: readonly Tag[] }, Member extends string>(
  member: Member,
  { title, records, find, tagCase }: TaggedKind<T>,
) {
  type Named = { readonly [name in Member]: string | undefined }
  const named = (input: Named) => required<string>(input[member], member)
  const change = (
    context: OperationContext,
    name: string,
    tagsOf: (tags: readonly Tag[]) => readonly Tag[],
  ) =>
    changing(context.store, async (commit) => {
      const stored = await find(context, name)
      records.put(commit, { ...stored.value, tags: tagsOf(stored.value.tags) }, stored)
      return {}
    })
  return {
    async tag(input: Named & { readonly Tags: readonly Api.Tag[] | undefined }, context: OperationContext) {
      const added = readTags(required(input.Tags, 'Tags'), tagCase)
      return await change(context, named(input), (tags) => addTags(tags, added, tagCase))
    },

    async untag(
      input: Named & { readonly TagKeys: readonly string[] | undefined },
      context: OperationContext,
    ) {
      const keys = required(input.TagKeys, 'TagKeys')
      return await change(context, named(input), (tags) => removeTags(tags, keys, tagCase))
    },

    async list(
      input: Named & PageRequest,
      context: OperationContext,
    ): Promise<PageAnswer & { Tags: Api.Tag[] }> {
      const name = named(input)
      const { value } = await find(context, name)
      const purpose = `tags ${context.accountId} ${title} ${name}`
      const { items, answer } = pageOfList(value.tags, ({ key }) => key, purpose, input)
      return { Tags: tagsView(items), ...answer }
    },
  }
}
