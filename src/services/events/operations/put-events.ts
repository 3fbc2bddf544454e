import type * as Api from '@aws-sdk/client-eventbridge'
import { AwsError } from '../../../aws/aws-error.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { type Atomic, atomic } from '../../../store/index.ts'
import { type Arrival, addEvent, tellAccepted } from '../accepting.ts'
import { addressOf, busRefusal, defaultBus } from '../buses.ts'
import { type BusEvent, entryBytes, makeEvent, refuseEntry } from '../domain/entries.ts'
import { type BusAddress, defaultBusName } from '../domain/names.ts'
import { keptEvent, letGo } from '../encryption.ts'
import { accessDenied, concurrentModification, notImplemented, validation } from '../errors.ts'
import { entriesBytes } from '../limits.ts'
import { type Bus, buses, revisionKey } from '../records.ts'
import { required } from '../required.ts'
import type { EventsRoom } from '../room.ts'
import type { BusRules, CompiledRule } from '../rule-book.ts'

/** Takes events in. One commit holds all that follows from them; events that nobody wants cost none. */
export function putEvents(room: EventsRoom): Operation<Api.PutEventsRequest, Api.PutEventsResponse> {
  return async (input, context) => {
    const entries = required(input.Entries, 'Entries')
    if (input.EndpointId !== undefined) throw notImplemented('endpoints')
    if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > entriesBytes)
      throw validation('Total size of the entries in the request is over the limit.')
    const trusted = context.principal.type === 'service'
    const read = entries.map((entry) => ({
      entry,
      address: addressOf(context, entry.EventBusName),
      refusal: refuseEntry(entry, trusted),
    }))
    const found = await readBuses(
      room,
      context,
      read.map(({ address }) => address),
    )
    const commit = atomic(context.store)
    const taken: Array<{ address: BusAddress; event: BusEvent; matched: readonly CompiledRule[] }> = []
    const answers: Api.PutEventsResultEntry[] = []
    for (const { entry, address, refusal } of read) {
      if (refusal) {
        answers.push({ ErrorCode: refusal.code, ErrorMessage: refusal.message })
        continue
      }
      // The event is of the account that sends it, and of the region that it is sent to.
      const home = { accountId: context.accountId, region: address.region }
      const event = makeEvent(entry, randomUuid(context.random), home, context.now)
      answers.push({ EventId: event.id })
      const known = found.get(textOf(address))
      // A bus that does not exist takes an event and loses it, as AWS's do.
      if (!known) continue
      const sealed = await encrypted(commit, context, known.bus, event)
      if (sealed === undefined) continue
      const matched = addEvent(commit, context, address, known.rules, event, {
        acceptedAt: context.now,
        ...sealed,
      })
      taken.push({ address, event, matched })
    }
    if (commit.changes.length > 0 && !(await commit.commit()).ok) throw concurrentModification()
    for (const { address, event, matched } of taken)
      tellAccepted(context, address, event, matched, context.causes)
    return {
      FailedEntryCount: answers.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
      Entries: answers,
    }
  }
}

/** The event as its bus keeps it, where that has a key; undefined: the key could not be used, and the event is let go. */
async function encrypted(
  commit: Atomic,
  context: OperationContext,
  bus: Bus,
  event: BusEvent,
): Promise<Pick<Arrival, 'kept'> | undefined> {
  if (!bus.kmsKeyIdentifier) return {}
  try {
    return { kept: await keptEvent(context, bus, bus.kmsKeyIdentifier, event.json) }
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error
    letGo(commit, context, bus, event, error)
    return undefined
  }
}

interface KnownBus {
  readonly bus: Bus
  readonly rules: BusRules
}

/** What each bus named does; buses that do not exist are left out. Fails with AccessDeniedException. */
async function readBuses(
  { ruleBook }: EventsRoom,
  context: OperationContext,
  addresses: readonly BusAddress[],
): Promise<Map<string, KnownBus>> {
  const { store } = context
  const distinct = [...new Map(addresses.map((address) => [textOf(address), address]))]
  const keys = distinct.flatMap(([, address]) => [busKey(address), revisionKey(address)])
  const entries = await store.getMany(keys)
  const found = new Map<string, KnownBus>()
  for (const [index, [text, address]] of distinct.entries()) {
    const stored = entries[2 * index]?.value as Bus | undefined
    const bus = stored ?? (address.busName === defaultBusName ? defaultBus(address) : undefined)
    if (!bus) continue
    const refusal = busRefusal(context, bus, 'events:PutEvents')
    if (refusal !== undefined) throw accessDenied(refusal)
    const rules = await ruleBook.read(store, address, entries[2 * index + 1]?.version ?? 0)
    found.set(text, { bus, rules })
  }
  return found
}

function busKey({ accountId, region, busName }: BusAddress) {
  return buses.storeKey([accountId, region, busName])
}

function textOf(address: BusAddress): string {
  return revisionKey(address).join(' ')
}
