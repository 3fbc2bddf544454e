/** Finding buses, and asking their policies. */
import { partitionOf } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { type BusAddress, busArn, defaultBusName, readBus } from './domain/names.ts'
import { accessDenied, invalidParameter, noBus } from './errors.ts'
import { type Bus, buses, revisionKey } from './records.ts'

/** A bus with its record; the default bus may have none. */
export interface FoundBus {
  readonly bus: Bus
  readonly stored: Stored<Bus> | undefined
}

/** The bus that a request names, its policy asked where the caller is of another account. Fails with ResourceNotFoundException and AccessDeniedException. */
export async function requireBus(
  context: OperationContext,
  nameOrArn: string | undefined,
  action: `events:${string}`,
  resource?: (bus: BusAddress) => string,
): Promise<FoundBus> {
  const address = addressOf(context, nameOrArn)
  const found = await findBus(context, address)
  if (!found) throw noBus(address.busName)
  const refusal = busRefusal(context, found.bus, action, resource?.(address))
  if (refusal !== undefined) throw accessDenied(refusal)
  return found
}

export function addressOf(context: OperationContext, nameOrArn: string | undefined): BusAddress {
  const address = readBus(context, nameOrArn)
  if (!address || partitionOf(address.region) !== context.partition)
    throw invalidParameter('EventBusName', 'Provided Arn is not in correct format.')
  return address
}

/** Why the caller may not do this with a bus. Services speak for their own account. */
export function busRefusal(
  context: OperationContext,
  bus: Bus,
  action: `events:${string}`,
  resource = busArn(bus),
): string | undefined {
  if (context.accountId === bus.accountId && context.principal.type === 'service') return undefined
  return resourceRefusal(context, { action, resource, owner: bus.accountId, policy: bus.policy })
}

export async function findBus(
  { store }: Pick<OperationContext, 'store'>,
  { accountId, region, busName }: BusAddress,
): Promise<FoundBus | undefined> {
  const stored = await buses.get(store, [accountId, region, busName])
  if (stored) return { bus: stored.value, stored }
  return busName === defaultBusName ? { bus: defaultBus({ accountId, region, busName }), stored } : undefined
}

/** The default bus as it is before anything of it is changed. */
export function defaultBus({ accountId, region, busName }: BusAddress): Bus {
  return { accountId, region, busName, tags: {}, createdAt: 0, modifiedAt: 0 }
}

/** Tells all nodes that the bus does something else with events from this commit on. */
export function touchRevision(commit: Atomic, bus: BusAddress): void {
  commit.set(revisionKey(bus), {})
}
