/** Tags of event source mappings and code signing configurations, which requests name by their ARNs. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Key, Store, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { codeSigningConfigs } from './code-signing.ts'
import { resourceNotFound } from './errors.ts'
import { eventSourceMappings } from './event-source-mappings.ts'
import type { TaggedKind } from './tagged-kind.ts'

type Tags = Readonly<Record<string, string>>

/** A collection, as far as this goes. */
interface Tagged<T> {
  get(store: Store, key: Key): Promise<Stored<T> | undefined>
  put(commit: Atomic, value: T, previous: Stored<T> | undefined): void
}

/** A kind whose records have tags. `keyOf` is the last part of a record's key. */
function kindOf<T extends { readonly tags: Tags }>(
  kind: string,
  records: Tagged<T>,
  keyOf: (arn: string) => string,
): TaggedKind {
  const load = async ({ store, accountId, region }: OperationContext, arn: string) => {
    const stored = await records.get(store, [accountId, region, keyOf(arn)])
    if (!stored) throw resourceNotFound('The resource you requested does not exist.')
    return stored
  }
  return {
    kind,
    read: async (context, arn) => (await load(context, arn)).value.tags,
    change: async (context, arn, next) => {
      await changing(context.store, async (commit) => {
        const stored = await load(context, arn)
        records.put(commit, { ...stored.value, tags: next(stored.value.tags) }, stored)
      })
    },
  }
}

export const eventTaggedKinds: readonly TaggedKind[] = [
  kindOf('event-source-mapping', eventSourceMappings, (arn) => arn.slice(arn.lastIndexOf(':') + 1)),
  kindOf('code-signing-config', codeSigningConfigs, (arn) => arn),
]
