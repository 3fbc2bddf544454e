/**
 * What one node tells the others about its commits: hashes of the places that were touched, every prefix of a record's
 * key among them, packed. A listener whose topic has one of these hashes is called; that two topics share a hash calls
 * one of them for nothing, now and then.
 */
import { prefixesOf } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import { nothingTouched, touch } from '../subscriptions.ts'
import { hash32 } from './lock-classes.ts'

/** A payload must be shorter than 8,000 bytes. Source: PostgreSQL documentation, "NOTIFY". */
const hashesPerPayload = 1400

/** More payloads than this, and the others had better look at everything. */
const payloadsMax = 4

/** Stands for hashes: everything may have been touched. */
const everything = '*'

/** What to send for these commits: the node that did it, and the hashes. Nothing touched: nothing. */
export function describeTouched(node: number, commits: ReadonlyArray<readonly PlannedChange[]>): string[] {
  const touched = nothingTouched()
  for (const changes of commits) touch(touched, changes)
  if (touched.ranges.length > 0) return [`${node}:${everything}`]
  const hashes = new Set<number>()
  for (const key of touched.records) {
    for (const prefix of prefixesOf(key)) hashes.add(topicHash('record', prefix))
  }
  for (const log of touched.logs) hashes.add(topicHash('log', log))
  for (const queue of touched.queues) hashes.add(topicHash('queue', queue))
  if (hashes.size > hashesPerPayload * payloadsMax) return [`${node}:${everything}`]
  const all = Int32Array.from(hashes)
  const payloads: string[] = []
  for (let at = 0; at < all.length; at += hashesPerPayload) {
    const some = all.slice(at, at + hashesPerPayload)
    payloads.push(`${node}:${Buffer.from(some.buffer).toString('base64')}`)
  }
  return payloads
}

/** What a payload says. `hashes` undefined: everything. Undefined when it is no payload of ours. */
export function readPayload(payload: string): { node: number; hashes: Set<number> | undefined } | undefined {
  const [, node, rest] = /^(\d+):(.*)$/s.exec(payload) ?? []
  if (node === undefined || rest === undefined) return undefined
  if (rest === everything) return { node: Number(node), hashes: undefined }
  const bytes = Buffer.from(rest, 'base64')
  const hashes = new Set<number>()
  for (let at = 0; at + 4 <= bytes.length; at += 4) hashes.add(bytes.readInt32LE(at))
  return { node: Number(node), hashes }
}

/** The hash of a topic: its kind and its encoded key or prefix. */
export function topicHash(kind: 'record' | 'log' | 'queue', encoded: string): number {
  return hash32(`${kind}/${encoded}`)
}
