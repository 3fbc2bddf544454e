/** What deleted repositories and left uploads leave behind. */
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { blobOf } from './domain/addresses.ts'
import { imageHolder, layerHolder } from './images.ts'
import {
  images,
  imageTags,
  layers,
  type SweepMessage,
  sweepQueue,
  type UploadMessage,
  uploadQueue,
  uploads,
  uses,
} from './records.ts'
import { pieceHolder } from './uploads.ts'

/** Records of one kind that go in one commit. Unit: records. Ours. */
const sweptAtOnceMax = 200

/** Registers the work. */
export function handleSweeps({ jobs, store }: BackgroundSurroundings): void {
  jobs.handle<SweepMessage>(sweepQueue, async ({ value }) => {
    const selector = { prefix: [value.repositoryId], limit: sweptAtOnceMax }
    const [found, tags, held, used, open] = await Promise.all([
      images.list(store, selector),
      imageTags.list(store, selector),
      layers.list(store, selector),
      uses.list(store, selector),
      uploads.list(store, selector),
    ])
    const commit = atomic(store)
    for (const image of found.items) {
      images.remove(commit, image)
      commit.drop(blobOf(image.value.digest), imageHolder(value.repositoryId, image.value.digest))
    }
    for (const layer of held.items) {
      layers.remove(commit, layer)
      commit.drop(blobOf(layer.value.digest), layerHolder(value.repositoryId, layer.value.digest))
    }
    for (const tag of tags.items) imageTags.remove(commit, tag)
    for (const use of used.items) uses.remove(commit, use)
    for (const upload of open.items) {
      uploads.remove(commit, upload)
      upload.value.pieces.forEach(({ hash }, index) => {
        commit.drop(hash, pieceHolder(upload.value, index))
      })
    }
    if ([found, tags, held, used, open].some(({ next }) => next !== undefined))
      commit.enqueue(sweepQueue, value)
    return commit
  })
  jobs.handle<UploadMessage>(uploadQueue, async ({ value }) => {
    const upload = await uploads.get(store, [value.repositoryId, value.id])
    if (!upload) return undefined
    const commit = atomic(store)
    uploads.remove(commit, upload)
    upload.value.pieces.forEach(({ hash }, index) => {
      commit.drop(hash, pieceHolder(upload.value, index))
    })
    return commit
  })
}
