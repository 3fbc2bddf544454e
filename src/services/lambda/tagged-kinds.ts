import { eventTaggedKinds } from './event-tags.ts'
import type { TaggedKind } from './tagged-kind.ts'

/** Each group of operations that keeps such resources adds its own. */
export const taggedKinds: readonly TaggedKind[] = [...eventTaggedKinds]
