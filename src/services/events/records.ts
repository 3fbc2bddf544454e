/**
 * What EventBridge keeps. All keys begin with account and region; the default bus is there without a record, until something of it
 * is changed.
 *
 * A rule holds its targets: five at most. Whatever changes what a bus does with an event (rules, targets, archives) writes the
 * bus's revision in the same commit. PutEvents reads that one record, and keeps the compiled rules of a revision: a cache that
 * is right on every node.
 *
 * What is matched becomes a delivery, one message for each target, in the commit that answers PutEvents.
 */
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { ApiDestination, Connection } from './domain/connections.ts'
import type { BusAddress, Home } from './domain/names.ts'
import type { TargetRecord } from './domain/target-record.ts'

export type Tags = Readonly<Record<string, string>>

/** Instants in milliseconds since the epoch, here and below. */
export type Bus = BusAddress & {
  readonly description?: string
  /** A policy document's text. */
  readonly policy?: string
  readonly kmsKeyIdentifier?: string
  readonly deadLetterArn?: string
  readonly logConfig?: JsonObject
  readonly tags: Tags
  readonly createdAt: number
  readonly modifiedAt: number
}

export const buses = collection<Bus>()({
  name: 'events.buses',
  key: ({ accountId, region, busName }) => [accountId, region, busName],
})

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

export type Rule = BusAddress & {
  readonly name: string
  readonly eventPattern?: string
  readonly schedule?: string
  /** Changes with the schedule; what was planned under another id is void. */
  readonly scheduleId?: string
  readonly state: RuleState
  readonly description?: string
  readonly roleArn?: string
  readonly managedBy?: string
  readonly createdBy: string
  readonly tags: Tags
  /** In the order of their ids. */
  readonly targets: readonly TargetRecord[]
}

export const rules = collection<Rule>()({
  name: 'events.rules',
  key: ({ accountId, region, busName, name }) => [accountId, region, busName, name],
})

/** Written whenever a bus will do something else with events. */
export function revisionKey({ accountId, region, busName }: BusAddress): Key {
  return ['events.revisions', accountId, region, busName]
}

/** When a rule's schedule comes next. */
export type Tick = BusAddress & {
  readonly name: string
  readonly scheduleId: string
  readonly at: number
  /** Where `rate` counts from. */
  readonly start: number
}

export const tickQueue: Key = ['events.ticks']

/** An event on its way to one target of one rule. */
export type Delivery = BusAddress & {
  readonly ruleName: string
  readonly ruleArn: string
  readonly target: TargetRecord
  readonly eventId: string
  /** The event's JSON, or what it is encrypted to. */
  readonly event: string
  /** When EventBridge took the event. */
  readonly acceptedAt: number
  /** Tries that have failed. */
  readonly failedTries: number
  /** The same for all tries. */
  readonly deliveryId: string
  readonly traceHeader?: string
  /** It came from another bus: it does not go on to a third one. */
  readonly forwarded?: boolean
}

export const deliveryQueue: Key = ['events.deliveries']
export const httpDeliveryQueue: Key = ['events.http-deliveries']

/** An event that reached its target's dead-letter queue instead. */
export type DeadLetter = Home & {
  readonly ruleArn: string
  readonly targetArn: string
  readonly queueArn: string
  readonly eventId: string
  readonly event: string
  readonly attributes: Readonly<Record<string, string>>
}

export const deadLetterQueue: Key = ['events.dead-letters']

export type Archive = BusAddress & {
  readonly name: string
  /** Never used again. */
  readonly id: string
  readonly description?: string
  readonly eventPattern?: string
  readonly kmsKeyIdentifier?: string
  /** 0: for ever. */
  readonly retentionDays: number
  readonly createdAt: number
}

/** By name; by bus, for what comes to it; and those whose events end by themselves. */
export const archives = collection<Archive>()({
  name: 'events.archives',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: {
    bus: { key: ({ accountId, region, busName }) => [accountId, region, busName] },
    retained: { key: ({ retentionDays }) => (retentionDays === 0 ? undefined : []) },
  },
})

/** An archived event: its JSON and what it counts. */
export type ArchivedEvent = { readonly event: string; readonly bytes: number; readonly traceHeader?: string }

export function archivedEvents(archiveId: string): Key {
  return ['events.archived', archiveId]
}

/** In the order in which they came. */
export function archivedEventKey(archiveId: string, acceptedAt: number, eventId: string): Key {
  return [...archivedEvents(archiveId), acceptedAt, eventId]
}

/** The log of what came to an archive and went from it: `{ count, bytes }`, below zero for what was removed. */
export function archiveFeed(archiveId: string): Key {
  return ['events.archive-feed', archiveId]
}

/** The sum of the feed's entries up to one. */
export function archiveSumKey(archiveId: string): Key {
  return ['events.archive-sums', archiveId]
}

/** Archives that were deleted, whose events are to be removed. */
export const archiveRemovalQueue: Key = ['events.archive-removals']
export type ArchiveRemoval = { readonly archiveId: string }

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'

export type Replay = BusAddress & {
  readonly name: string
  readonly description?: string
  readonly archiveName: string
  readonly archiveId: string
  readonly archiveArn: string
  readonly destinationArn: string
  readonly filterArns: readonly string[]
  readonly eventsFrom: number
  readonly eventsTo: number
  readonly state: ReplayState
  readonly stateReason?: string
  readonly startedAt: number
  readonly endedAt?: number
  readonly lastReplayedAt?: number
}

export const replays = collection<Replay>()({
  name: 'events.replays',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type ReplayStep = Home & { readonly name: string; readonly after?: readonly [number, string] }
export const replayQueue: Key = ['events.replay-steps']

export const connections = collection<Connection>()({
  name: 'events.connections',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Connections whose token is to be fetched. */
export const authorizationQueue: Key = ['events.authorizations']
export type AuthorizationWork = Home & { readonly name: string; readonly id: string }

export const apiDestinations = collection<ApiDestination>()({
  name: 'events.api-destinations',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** How many requests an API destination has had in one second. */
export type Usage = { readonly second: number; readonly count: number }

export function usageKey(destinationId: string): Key {
  return ['events.api-destination-usage', destinationId]
}
