import type { Logger } from '../base/logger.ts'
import { type EncodedKey, encodeKey, encodePrefix, firstPartOf, prefixesOf, prefixRange } from './key.ts'
import type { PlannedChange } from './plan.ts'
import type { Topic } from './types.ts'

/** What a commit touched, encoded. */
export interface Touched {
  readonly records: Set<EncodedKey>
  readonly ranges: Array<{ readonly low: EncodedKey; readonly high: EncodedKey }>
  readonly logs: Set<EncodedKey>
  readonly queues: Set<EncodedKey>
}

export function nothingTouched(): Touched {
  return { records: new Set(), ranges: [], logs: new Set(), queues: new Set() }
}

/** Adds what the changes of one commit touch. Conditions touch nothing. */
export function touch(touched: Touched, changes: readonly PlannedChange[]): void {
  for (const change of changes) {
    switch (change.type) {
      case 'set':
      case 'delete':
        touched.records.add(change.key)
        break
      case 'deleteRange':
        touched.ranges.push({ low: change.low, high: change.high })
        break
      case 'append':
      case 'trim':
        touched.logs.add(change.log)
        break
      case 'enqueue':
      case 'acknowledge':
      case 'release':
      case 'extend':
      case 'purge':
        touched.queues.add(change.queue)
        break
    }
  }
}

type Listener = () => void

/** The prefix of all keys. */
const everything = encodePrefix([])

/**
 * Who wants to hear of what. Finding the listeners of a commit costs a look-up per part of each touched key, not one
 * per subscription, so thousands of subscriptions are no burden.
 */
export class Subscriptions {
  readonly #records = new Map<EncodedKey, Set<Listener>>()
  /** The first parts of the prefixes in `#records`, each with how many of them: most records that are touched begin with none. */
  readonly #firstParts = new Map<EncodedKey, number>()
  readonly #logs = new Map<EncodedKey, Set<Listener>>()
  readonly #queues = new Map<EncodedKey, Set<Listener>>()
  readonly #byHash = new Map<number, Set<Listener>>()
  readonly #logger: Logger
  readonly #hash: ((kind: Topic['type'], encoded: EncodedKey) => number) | undefined

  /** `hash` is how other nodes name topics, where there are others: see {@link notifyHashes}. */
  constructor(logger: Logger, hash?: (kind: Topic['type'], encoded: EncodedKey) => number) {
    this.#logger = logger
    this.#hash = hash
  }

  add(topic: Topic, listener: () => void): () => void {
    const [map, key] = this.#place(topic)
    // Wrapped, so that one function subscribed twice is called and removed twice.
    const own = () => listener()
    const removeByKey = addTo(map, key, own)
    const removeByHash = this.#hash && addTo(this.#byHash, this.#hash(topic.type, key), own)
    if (topic.type === 'record') this.#countFirstPart(key, 1)
    let removed = false
    return () => {
      if (removed) return
      removed = true
      removeByKey()
      removeByHash?.()
      if (topic.type === 'record') this.#countFirstPart(key, -1)
    }
  }

  #countFirstPart(key: EncodedKey, difference: 1 | -1): void {
    const first = firstPartOf(key)
    const count = (this.#firstParts.get(first) ?? 0) + difference
    if (count > 0) this.#firstParts.set(first, count)
    else this.#firstParts.delete(first)
  }

  /** Calls every listener once whose topic was touched. */
  notify(touched: Touched): void {
    const called = new Set<Listener>()
    if (this.#records.size > 0) {
      const all = this.#records.has(everything)
      for (const key of touched.records) {
        if (!all && !this.#firstParts.has(firstPartOf(key))) continue
        for (const prefix of prefixesOf(key)) collect(called, this.#records.get(prefix))
      }
      for (const range of touched.ranges) {
        for (const [prefix, listeners] of this.#records) {
          const own = prefixRange(prefix)
          if (own.low < range.high && range.low < own.high) collect(called, listeners)
        }
      }
    }
    for (const log of touched.logs) collect(called, this.#logs.get(log))
    for (const queue of touched.queues) collect(called, this.#queues.get(queue))
    this.#call(called)
  }

  /** Calls the listeners of topics that have one of these hashes. */
  notifyHashes(hashes: Iterable<number>): void {
    const called = new Set<Listener>()
    for (const hash of hashes) collect(called, this.#byHash.get(hash))
    this.#call(called)
  }

  /** Calls every listener, when what was touched is not known. */
  notifyAll(): void {
    const called = new Set<Listener>()
    for (const map of [this.#records, this.#logs, this.#queues]) {
      for (const listeners of map.values()) collect(called, listeners)
    }
    this.#call(called)
  }

  clear(): void {
    for (const map of [this.#records, this.#logs, this.#queues, this.#byHash]) map.clear()
  }

  #place(topic: Topic): [Map<EncodedKey, Set<Listener>>, EncodedKey] {
    switch (topic.type) {
      case 'record':
        return [this.#records, encodePrefix(topic.prefix)]
      case 'log':
        return [this.#logs, encodeKey(topic.log)]
      case 'queue':
        return [this.#queues, encodeKey(topic.queue)]
    }
  }

  #call(listeners: Set<Listener>): void {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        this.#logger.error('A store listener threw', { error })
      }
    }
  }
}

function collect(into: Set<Listener>, listeners: Set<Listener> | undefined): void {
  if (listeners !== undefined) for (const listener of listeners) into.add(listener)
}

function addTo<Key>(map: Map<Key, Set<Listener>>, key: Key, listener: Listener): () => void {
  const listeners = map.get(key) ?? new Set()
  listeners.add(listener)
  map.set(key, listeners)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && map.get(key) === listeners) map.delete(key)
  }
}
