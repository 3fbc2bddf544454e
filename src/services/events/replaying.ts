/**
 * Replays: step by step, each a commit that matches some archived events with the bus's rules as they are then, and says how far
 * the replay has come.
 */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Entry, type Stored } from '../../store/index.ts'
import { addEvent, tellAccepted } from './accepting.ts'
import { findBus } from './buses.ts'
import { type BusEvent, replayedEvent } from './domain/entries.ts'
import { keptEvent, openedEvent } from './encryption.ts'
import { replayStep } from './limits.ts'
import {
  type ArchivedEvent,
  archivedEvents,
  type Replay,
  type ReplayStep,
  replayQueue,
  replays,
  revisionKey,
} from './records.ts'
import type { EventsRoom } from './room.ts'

export function addStep(
  commit: Atomic,
  { accountId, region, name }: Replay,
  after?: readonly [number, string],
): void {
  const step: ReplayStep = { accountId, region, name, ...(after === undefined ? {} : { after }) }
  commit.enqueue(replayQueue, step)
}

/** Handles the queue of steps. */
export function replayHandler(
  room: EventsRoom,
  surroundings: BackgroundSurroundings,
): JobHandler<ReplayStep> {
  return async ({ value: step }) => {
    const { store, clock } = surroundings
    const stored = await replays.get(store, [step.accountId, step.region, step.name])
    if (!stored) return undefined
    const commit = atomic(store)
    switch (stored.value.state) {
      case 'CANCELLING':
        replays.put(commit, { ...stored.value, state: 'CANCELLED', endedAt: clock.now() }, stored)
        return commit
      case 'STARTING':
        replays.put(commit, { ...stored.value, state: 'RUNNING' }, stored)
        addStep(commit, stored.value)
        return commit
      case 'RUNNING':
        await replaySome(room, surroundings, commit, stored, step)
        return commit
      default:
        return undefined
    }
  }
}

async function replaySome(
  { ruleBook }: EventsRoom,
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  stored: Stored<Replay>,
  { after }: ReplayStep,
): Promise<void> {
  const { store, clock } = surroundings
  const { value: replay } = stored
  const found = await nextEvents(surroundings, replay, after)
  const revision = await store.get(revisionKey(replay))
  const rules = await ruleBook.read(store, replay, revision?.version ?? 0)
  const arrival = { acceptedAt: clock.now(), replay: { ruleArns: replay.filterArns } }
  const told: Array<[BusEvent, ReturnType<typeof addEvent>]> = []
  const bus = await findBus(surroundings, replay)
  for (const { value } of found) {
    const json = await openedEvent(surroundings, replay, value.event)
    const event = replayedEvent(json, replay.name)
    const kept = await keptEvent(surroundings, replay, bus?.bus.kmsKeyIdentifier, event.json)
    told.push([event, addEvent(commit, surroundings, replay, rules, event, { ...arrival, kept })])
  }
  const last = found.at(-1)
  const position = last && positionOf(last)
  const lastReplayedAt = position?.[0] ?? replay.lastReplayedAt
  const isDone = found.length < replayStep
  const next: Replay = {
    ...replay,
    ...(lastReplayedAt === undefined ? {} : { lastReplayedAt }),
    ...(isDone ? { state: 'COMPLETED', endedAt: clock.now() } : {}),
  }
  replays.put(commit, next, stored)
  if (!isDone) addStep(commit, replay, position)
  for (const [event, matched] of told) tellAccepted(surroundings, replay, event, matched)
}

/** UNVERIFIED: that the time at which EventBridge took an event decides, not the time that the event names. */
function nextEvents(
  { store }: BackgroundSurroundings,
  { archiveId, eventsFrom, eventsTo }: Replay,
  after: readonly [number, string] | undefined,
): Promise<Array<Entry<ArchivedEvent>>> {
  const prefix = archivedEvents(archiveId)
  return store.list<ArchivedEvent>({
    prefix,
    start: [...prefix, eventsFrom],
    end: [...prefix, eventsTo],
    ...(after === undefined ? {} : { after: [...prefix, ...after] }),
    limit: replayStep,
  })
}

function positionOf({ key }: Entry<ArchivedEvent>): readonly [number, string] {
  const [acceptedAt, eventId] = key.slice(-2)
  return [Number(acceptedAt), String(eventId)]
}
