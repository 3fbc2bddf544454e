/**
 * From bus to bus: the event keeps its id, account, region and time, and is matched on the other bus in the commit that ends its
 * way there. It goes on to no third bus. Source: EventBridge User Guide, "Sending and receiving events between event buses".
 */
import { AwsError } from '../../aws/aws-error.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import { randomUuid } from '../../base/random.ts'
import { roleCaller } from '../../delivery/index.ts'
import type { BackgroundSurroundings, OperationContext } from '../../dispatch/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { addEvent, tellAccepted } from './accepting.ts'
import { busRefusal, findBus } from './buses.ts'
import { readEvent } from './domain/entries.ts'
import { type BusAddress, readBus } from './domain/names.ts'
import { keptEvent } from './encryption.ts'
import { accessDenied, noBus } from './errors.ts'
import { type Delivery, revisionKey } from './records.ts'
import type { EventsRoom } from './room.ts'

const neverAborted = new AbortController().signal

/** What follows on the other bus. Fails with AwsErrors for what cannot be mended by trying again. */
export async function forward(
  { ruleBook }: EventsRoom,
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
): Promise<Atomic> {
  const { store, clock } = surroundings
  const address = readBus(delivery, delivery.target.Arn)
  if (!address) throw noBus(delivery.target.Arn)
  if (delivery.forwarded) throw thirdHop(address)
  const found = await findBus(surroundings, address)
  if (!found) throw noBus(address.busName)
  const context = contextOf(surroundings, delivery, address)
  const refusal = busRefusal(context, found.bus, 'events:PutEvents')
  if (refusal !== undefined) throw accessDenied(refusal)
  const revision = await store.get(revisionKey(address))
  const rules = await ruleBook.read(store, address, revision?.version ?? 0)
  const commit = atomic(store)
  const event = readEvent(delivery.event)
  const kept = await keptEvent(surroundings, address, found.bus.kmsKeyIdentifier, event.json)
  const arrival = { acceptedAt: clock.now(), forwarded: true, kept }
  const matched = addEvent(commit, surroundings, address, rules, event, arrival)
  tellAccepted(surroundings, address, event, matched)
  return commit
}

/** Who puts the event on the other bus: the rule's account, or its target's role. */
function contextOf(
  surroundings: BackgroundSurroundings,
  delivery: Delivery,
  { region }: BusAddress,
): OperationContext {
  const { accountId, ruleArn, ruleName, target } = delivery
  const account = {
    type: 'root',
    accountId,
    arn: `arn:${partitionOf(delivery.region)}:iam::${accountId}:root`,
    userId: accountId,
  } as const
  const { principal } =
    target.RoleArn === undefined ? { principal: account } : roleCaller(delivery, target.RoleArn, ruleName)
  return {
    ...surroundings,
    principal,
    accountId,
    region,
    source: { arn: ruleArn, accountId },
    requestId: randomUuid(surroundings.random),
    partition: partitionOf(region),
    now: surroundings.clock.now(),
    signal: neverAborted,
  }
}

function thirdHop({ busName }: BusAddress): AwsError {
  return new AwsError(
    'THIRD_ACCOUNT_HOP_DETECTED',
    `The event came from another event bus and is not sent on to ${busName}.`,
  )
}
