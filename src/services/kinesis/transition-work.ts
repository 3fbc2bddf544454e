/**
 * Does what was answered already: makes streams and consumers active, reshards, deletes. The things of one stream are done one
 * after the other. Each change is one commit with the acknowledgement of its message, so that a stop at any instant leaves it
 * either to be done or done.
 */
import { partitionOf } from '../../aws/identifiers.ts'
import { shardsRecord } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { Resharding, type Shard, scaleTo } from './domain/shards.ts'
import { logOf } from './reading.ts'
import { consumers, type Stream, shardBlocks, streams, subscriptions, type Transition } from './records.ts'
import { type ShardMap, shardsOf, writeShards } from './shard-map.ts'
import { streamArn } from './streams.ts'

/** Logs that are dropped in one commit. */
const stepLogs = 500

/** Handles the queue of transitions. */
export function transitionHandler(surroundings: BackgroundSurroundings): JobHandler<Transition> {
  return async ({ value: transition }, { signal }) => {
    const { store } = surroundings
    const { accountId, region, name, streamId } = transition
    const stored = await streams.get(store, [accountId, region, name])
    // The stream was deleted meanwhile.
    if (stored?.value.id !== streamId) return
    const commit = atomic(store)
    if (transition.kind === 'delete') await removeStream(surroundings, commit, stored, signal)
    else if (transition.kind === 'activate consumer' || transition.kind === 'delete consumer')
      await finishConsumer(surroundings, commit, transition.consumer, stored.value, transition.kind)
    else if (stored.value.status !== 'DELETING') await finishStream(surroundings, commit, stored, transition)
    return commit
  }
}

async function finishStream(
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  stored: Stored<Stream>,
  transition: Transition,
): Promise<void> {
  const stream = stored.value
  const active: Stream = { ...stream, status: 'ACTIVE' }
  if (transition.kind === 'encrypt') {
    const { keyId: _before, ...bare } = active
    streams.put(commit, transition.keyId === null ? bare : { ...bare, keyId: transition.keyId }, stored)
    return
  }
  if (transition.kind === 'activate') {
    streams.put(commit, active, stored)
    return
  }
  const shards = await shardsOf(surroundings, stream)
  const resharding = new Resharding(stream.nextShard, surroundings.clock.now())
  reshard(resharding, shards, transition)
  await writeShards(commit, surroundings, stream.id, resharding.changed)
  const { changed, next } = resharding
  const opened = changed.filter(
    ({ index, closedAt }) => index >= stream.nextShard && closedAt === undefined,
  ).length
  const closed = changed.filter(({ index }) => index < stream.nextShard).length
  const openShards = stream.openShards + opened - closed
  streams.put(commit, { ...active, generation: stream.generation + 1, nextShard: next, openShards }, stored)
  // Pollers of the stream look for its shards anew.
  const arn = streamArn({ partition: partitionOf(stream.region) }, stream)
  commit.set(shardsRecord(arn), { at: surroundings.clock.now() })
}

function reshard(resharding: Resharding, shards: ShardMap, transition: Transition): void {
  const open = (index: number): Shard | undefined => {
    const shard = shards.get(index)
    return shard?.closedAt === undefined ? shard : undefined
  }
  if (transition.kind === 'split') {
    const shard = open(transition.shard)
    if (shard !== undefined) resharding.split(shard, BigInt(transition.start))
  } else if (transition.kind === 'merge') {
    const [left, right] = [open(transition.left), open(transition.right)]
    if (left !== undefined && right !== undefined) resharding.merge(left, right)
  } else if (transition.kind === 'scale') {
    scaleTo(
      resharding,
      shards.open.map(({ shard }) => shard),
      transition.count,
    )
  }
}

async function finishConsumer(
  { store }: BackgroundSurroundings,
  commit: Atomic,
  name: string,
  { id }: Stream,
  kind: 'activate consumer' | 'delete consumer',
): Promise<void> {
  const stored = await consumers.get(store, [id, name])
  if (stored === undefined) return
  if (kind === 'delete consumer') {
    if (stored.value.status !== 'DELETING') return
    consumers.remove(commit, stored)
    commit.deleteRange(subscriptions.storeKey([id, name]))
  } else if (stored.value.status === 'CREATING') {
    consumers.put(commit, { ...stored.value, status: 'ACTIVE' }, stored)
  }
}

/** Records first, a few hundred logs a commit; then, all at once, what says that there was a stream. */
async function removeStream(
  surroundings: BackgroundSurroundings,
  commit: Atomic,
  stored: Stored<Stream>,
  signal: AbortSignal,
): Promise<void> {
  const { store } = surroundings
  const stream = stored.value
  const arn = streamArn({ partition: partitionOf(stream.region) }, stream)
  const { all } = await shardsOf(surroundings, stream)
  for (let first = 0; first < all.length; first += stepLogs) {
    signal.throwIfAborted()
    const step = atomic(store)
    for (const shard of all.slice(first, first + stepLogs)) step.trim(logOf(arn, shard))
    await step.commit()
  }
  streams.remove(commit, stored)
  commit.deleteRange(shardBlocks.storeKey([stream.id]))
  commit.deleteRange(consumers.storeKey([stream.id]))
  commit.deleteRange(subscriptions.storeKey([stream.id]))
}
