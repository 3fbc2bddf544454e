/** Lifecycle policies at work: what goes is found when it is asked for, and once a day. */
import type { BackgroundSurroundings, Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { type AgingImage, expiring, readLifecyclePolicy } from './domain/lifecycle-policy.ts'
import { indexesNaming, removeImages } from './images.ts'
import { lifecycleMs } from './limits.ts'
import {
  type Image,
  images,
  imageTags,
  type LifecycleMessage,
  lifecycleQueue,
  type Repository,
  repositories,
} from './records.ts'

/** An image with what rules ask about it. */
export type Aging = AgingImage & { readonly stored: Stored<Image> }

/** The images of a repository that a policy lets expire now, each with the priority of its rule. */
export async function expiringImages(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  repository: Repository,
  policy: string,
): Promise<ReadonlyArray<{ readonly image: Aging; readonly rulePriority: number }>> {
  const read = readLifecyclePolicy(policy)
  if (!('rules' in read)) return []
  const prefix = [repository.id]
  const [found, tagged] = await Promise.all([
    images.list(store, { prefix, limit: imagesAtOnceMax }),
    imageTags.list(store, { prefix, limit: imagesAtOnceMax }),
  ])
  const tags = Map.groupBy(tagged.items, ({ value }) => value.digest)
  const aging = await Promise.all(
    found.items.map(async (stored): Promise<Aging> => {
      const { digest, pushedAt, pulledAt } = stored.value
      return {
        digest,
        pushedAt,
        ...(pulledAt === undefined ? {} : { pulledAt }),
        tags: (tags.get(digest) ?? []).map(({ value }) => value.tag),
        isNamed: (await indexesNaming(store, repository, digest)).length > 0,
        stored,
      }
    }),
  )
  return expiring(read.rules, aging, clock.now())
}

/** How many images a policy looks at, and how many go in one commit. Unit: images. Ours. */
const imagesAtOnceMax = 10_000
const removedAtOnceMax = 50

/** Has a repository's policy act, now or at an instant. */
export function scheduleLifecycle(commit: Atomic, repository: Repository, dueAt: number): void {
  const { accountId, region, name } = repository
  commit.enqueue(lifecycleQueue, { accountId, region, repository: name, dueAt }, { deliverAt: dueAt })
}

/** Registers the work. A repository has one instant at a time; messages of others are of policies that went. */
export function handleLifecycles(surroundings: BackgroundSurroundings): void {
  const { jobs, store, clock } = surroundings
  jobs.handle<LifecycleMessage>(lifecycleQueue, async ({ value }) => {
    const { accountId, region, repository: name, dueAt } = value
    const stored = await repositories.get(store, [accountId, region, name])
    if (!stored || stored.value.lifecycleAt !== dueAt) return undefined
    const repository = stored.value
    const going = await expiringImages(surroundings, repository, repository.lifecyclePolicy ?? '')
    const commit = atomic(store)
    await removeImages(
      store,
      commit,
      repository,
      going.slice(0, removedAtOnceMax).map(({ image }) => image.stored),
      clock.now(),
    )
    const next = going.length > removedAtOnceMax ? clock.now() : clock.now() + lifecycleMs
    repositories.put(commit, { ...repository, lifecycleAt: next, lifecycleActedAt: clock.now() }, stored)
    scheduleLifecycle(commit, repository, next)
    return commit
  })
}
