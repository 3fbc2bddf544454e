import type { OperationContext } from '../../../dispatch/index.ts'
import { defaultBusName } from '../domain/names.ts'
import { revisionKey } from '../records.ts'
import type { EventsRoom } from '../room.ts'

/** The `source` of the events that a service would send to the default bus. */
export interface ListensToInput {
  readonly Source: string
}

export interface ListensToOutput {
  readonly Listens: boolean
}

/**
 * Whether a rule or an archive of the default bus may want events of a source. For services that have many to tell: where nobody listens they need not
 * make them.
 */
export function listensTo({ ruleBook }: EventsRoom) {
  return async ({ Source }: ListensToInput, context: OperationContext): Promise<ListensToOutput> => {
    const { store, accountId, region } = context
    const bus = { accountId, region, busName: defaultBusName }
    const revision = await store.get(revisionKey(bus))
    const { sources } = await ruleBook.read(store, bus, revision?.version ?? 0)
    return { Listens: sources === undefined || sources.has(Source) }
  }
}
