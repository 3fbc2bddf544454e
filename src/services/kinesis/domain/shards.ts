/**
 * Shards and the ranges of hash keys that they hold. Open shards cover all keys from 0 to 2^128-1 exactly once; splitting
 * and merging close shards and open others in their place. What is closed is kept as long as its records.
 * Source: Developer Guide, "Reshard a stream"; API Reference, SplitShard, MergeShards, UpdateShardCount.
 */

/** A shard. Hash keys are decimal texts, both ends included. */
export type Shard = {
  /** Its number within the stream, from 0. */
  readonly index: number
  readonly parent?: number
  readonly adjacentParent?: number
  readonly startingHashKey: string
  readonly endingHashKey: string
  /** Part of its sequence numbers: greater than its parents'. Unit: seconds since the epoch. */
  readonly epoch: number
  /** Unit: milliseconds since the epoch. */
  readonly openedAt: number
  /** Present when it takes no more records. Unit: milliseconds since the epoch. */
  readonly closedAt?: number
}

/** How many hash keys there are: 2^128. */
export const hashKeyCount = 1n << 128n

/** `shardId-000000000012`. */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}

/** The number in a shard's id; AWS takes the number alone as well. Undefined when it is none. */
export function readShardId(id: string): number | undefined {
  const digits = /^(?:[^-]*-)?(\d{1,12})$/.exec(id)?.[1]
  const index = digits === undefined ? Number.NaN : Number(digits)
  return index <= 0x7fffffff ? index : undefined
}

export function isOpen(shard: Shard): boolean {
  return shard.closedAt === undefined
}

/** Whether a shard holds a hash key. */
export function holds(shard: Shard, hashKey: bigint): boolean {
  return BigInt(shard.startingHashKey) <= hashKey && hashKey <= BigInt(shard.endingHashKey)
}

/** The shards of a new stream: all keys in equal parts. `now` in milliseconds since the epoch. */
export function firstShards(count: number, now: number): Shard[] {
  return boundaries(count).map((start, index, starts) => ({
    index,
    startingHashKey: String(start),
    endingHashKey: String((starts[index + 1] ?? hashKeyCount) - 1n),
    epoch: Math.floor(now / 1000),
    openedAt: now,
  }))
}

/** Where equal parts begin. Source: what AWS answers for new streams: multiples of the quotient, rounded down. */
function boundaries(count: number): bigint[] {
  const size = hashKeyCount / BigInt(count)
  return Array.from({ length: count }, (_, index) => size * BigInt(index))
}

/** What a change of shards did: those that were closed or opened, in their new state. */
export class Resharding {
  readonly #now: number
  readonly #changed = new Map<number, Shard>()
  #next: number

  /** `next` is the number of the next new shard; `now` in milliseconds since the epoch. */
  constructor(next: number, now: number) {
    this.#next = next
    this.#now = now
  }

  get next(): number {
    return this.#next
  }

  get changed(): Shard[] {
    return [...this.#changed.values()]
  }

  /** Closes a shard and opens two in its place, the second beginning with `start`. */
  split(shard: Shard, start: bigint): [Shard, Shard] {
    const { startingHashKey, endingHashKey } = this.#close(shard)
    return [
      this.#open([shard], startingHashKey, String(start - 1n)),
      this.#open([shard], String(start), endingHashKey),
    ]
  }

  /** Closes two shards that are neighbours, and opens one in their place. */
  merge(left: Shard, right: Shard): Shard {
    this.#close(left)
    this.#close(right)
    return this.#open([left, right], left.startingHashKey, right.endingHashKey)
  }

  #close(shard: Shard): Shard {
    const closed = { ...shard, closedAt: this.#now }
    this.#changed.set(shard.index, closed)
    return closed
  }

  #open([parent, adjacent]: readonly Shard[], startingHashKey: string, endingHashKey: string): Shard {
    const epochs = [parent, adjacent].map((shard) => (shard === undefined ? 0 : shard.epoch + 1))
    const shard: Shard = {
      index: this.#next++,
      ...(parent === undefined ? {} : { parent: parent.index }),
      ...(adjacent === undefined ? {} : { adjacentParent: adjacent.index }),
      startingHashKey,
      endingHashKey,
      epoch: Math.max(Math.floor(this.#now / 1000), ...epochs),
      openedAt: this.#now,
    }
    this.#changed.set(shard.index, shard)
    return shard
  }
}

/**
 * Splits and merges until the open shards are so many equal parts; some shards live for a moment only, as at AWS. `open` are
 * the open shards in the order of their keys.
 */
export function scaleTo(resharding: Resharding, open: readonly Shard[], count: number): void {
  const starts = boundaries(count)
  const begins = new Set(starts.map(String))
  let group: Shard | undefined
  let next = 0
  for (const shard of open) {
    const last = BigInt(shard.endingHashKey)
    const cuts: bigint[] = []
    for (; next < starts.length && (starts[next] ?? 0n) <= last; next++) cuts.push(starts[next] ?? 0n)
    for (const piece of cut(resharding, shard, cuts)) {
      const alone = group === undefined || begins.has(piece.startingHashKey)
      group = alone || group === undefined ? piece : resharding.merge(group, piece)
    }
  }
}

/** A shard in pieces, cut at each of these keys that is not its first. */
function cut(resharding: Resharding, shard: Shard, starts: readonly bigint[]): Shard[] {
  const done: Shard[] = []
  let rest = shard
  for (const start of starts) {
    if (String(start) === shard.startingHashKey) continue
    const [piece, more] = resharding.split(rest, start)
    done.push(piece)
    rest = more
  }
  return [...done, rest]
}

/** Open shards in the order of their keys. */
export function openShards(shards: readonly Shard[]): Shard[] {
  return shards
    .filter(isOpen)
    .sort((left, right) => (BigInt(left.startingHashKey) < BigInt(right.startingHashKey) ? -1 : 1))
}

/** The open shard that holds a hash key. `open` in the order of their keys. */
export function shardFor(
  open: ReadonlyArray<{ readonly start: bigint; readonly shard: Shard }>,
  hashKey: bigint,
): Shard | undefined {
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((open[middle]?.start ?? 0n) <= hashKey) low = middle + 1
    else high = middle
  }
  return open[low - 1]?.shard
}
