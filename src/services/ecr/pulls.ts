import type { Surroundings } from '../../dispatch/index.ts'
import { atomic, type Stored } from '../../store/index.ts'
import { pullTimeMs } from './limits.ts'
import { type Image, images } from './records.ts'

/** Notes that an image was pulled, not more often than once a day. Who comes first does it. */
export async function notePull(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  image: Stored<Image>,
): Promise<void> {
  const now = clock.now()
  const { pulledAt } = image.value
  if (pulledAt !== undefined && now - pulledAt < pullTimeMs) return
  const commit = atomic(store)
  images.put(commit, { ...image.value, pulledAt: now }, image)
  await commit.commit()
}
