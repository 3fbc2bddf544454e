/**
 * Lets go of bodies that came in parts: there may be ten thousand, more than belongs into the commit that deletes an object. Each
 * step is a commit of its own, with the message that goes on.
 */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import type { JobHandler } from '../../jobs/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { releaseStep } from './limits.ts'
import {
  blobHolder,
  type Part,
  partBodyKey,
  parts,
  type Release,
  releaseQueue,
  type Segments,
  segmentsKey,
} from './records.ts'

/** Handles the queue. */
export function releaseHandler({ store }: Pick<BackgroundSurroundings, 'store'>): JobHandler<Release> {
  return async ({ value }) => {
    const commit = atomic(store)
    if (value.kind === 'upload') {
      const page = await store.list<Part>({ prefix: parts(value.id), limit: releaseStep })
      for (const { key, value: part } of page) {
        commit.delete(key)
        dropBody(commit, part.bodyId, part.hash ?? null)
      }
      if (page.length === releaseStep) commit.enqueue(releaseQueue, value)
    } else if (value.kind === 'segments') {
      const segments = await store.get<Segments>(segmentsKey(value.id))
      if (segments === null) return
      const all = segments.value.parts
      const until = value.from + releaseStep
      for (const [, bodyId, hash] of all.slice(value.from, until)) dropBody(commit, bodyId, hash)
      if (until < all.length) commit.enqueue(releaseQueue, { ...value, from: until })
      else commit.delete(segmentsKey(value.id))
    } else {
      for (const [bodyId, hash] of value.bodies.slice(0, releaseStep)) dropBody(commit, bodyId, hash)
      const bodies = value.bodies.slice(releaseStep)
      if (bodies.length > 0) commit.enqueue(releaseQueue, { ...value, bodies })
    }
    return commit
  }
}

/** Lets go of the bytes of one part. */
export function dropBody(commit: Atomic, bodyId: string, hash: string | null): void {
  if (hash === null) commit.delete(partBodyKey(bodyId))
  else commit.drop(hash, blobHolder(bodyId))
}
