/** Layers on their way into a repository: pieces one after the other, and the whole, held against its digest. */
import { randomUuid } from '../../base/random.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Key, Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { blobOf } from './domain/addresses.ts'
import { invalidLayer, invalidLayerPart, layerExists, uploadEmpty, uploadNotFound } from './errors.ts'
import { layerHolder } from './images.ts'
import { layerBytesMax, layerPartsMax, uploadMs } from './limits.ts'
import { type Layer, layers, type Repository, type Upload, uploadQueue, uploads } from './records.ts'
import { placeOf } from './repositories.ts'

type Room = Pick<Surroundings, 'store' | 'clock' | 'random'>

/** Who holds a piece of an upload. */
export const pieceHolder = ({ repositoryId, id }: Upload, index: number): Key => [
  'ecr.uploads',
  repositoryId,
  id,
  index,
]

/** Begins an upload. What is left lying is removed after a day. */
export async function beginUpload(room: Room, repository: Repository): Promise<Upload> {
  const repositoryId = repository.id
  const upload: Upload = { repositoryId, id: randomUuid(room.random), pieces: [], bytes: 0 }
  return change(room, async (commit) => {
    uploads.put(commit, upload, undefined)
    const message = { repositoryId, id: upload.id }
    commit.enqueue(uploadQueue, message, { deliverAt: room.clock.now() + uploadMs })
    return upload
  })
}

/** Finds an upload. Fails with UploadNotFoundException. */
export async function findUpload(
  { store }: Pick<Room, 'store'>,
  repository: Repository,
  id: string,
): Promise<Stored<Upload>> {
  const found = await uploads.get(store, [repository.id, id])
  if (!found) throw uploadNotFound(placeOf(repository), id)
  return found
}

/** Adds a piece, whose bytes are in the store. `first`: where it begins, if that was said. Fails with InvalidLayerPartException. */
export async function addPiece(
  room: Room,
  repository: Repository,
  id: string,
  piece: { readonly hash: string; readonly bytes: number },
  first?: number,
): Promise<Upload> {
  return change(room, async (commit) => {
    const stored = await findUpload(room, repository, id)
    const upload = stored.value
    if (first !== undefined && first !== upload.bytes)
      throw invalidLayerPart(placeOf(repository), id, upload.bytes - 1)
    const bytes = upload.bytes + piece.bytes
    if (bytes > layerBytesMax || upload.pieces.length >= layerPartsMax)
      throw invalidLayer(`A layer cannot have more than ${layerBytesMax} bytes or ${layerPartsMax} parts`)
    const next = { ...upload, bytes, pieces: [...upload.pieces, piece] }
    commit.hold(piece.hash, pieceHolder(upload, upload.pieces.length))
    uploads.put(commit, next, stored)
    return next
  })
}

/**
 * Ends an upload: the repository has the layer. Fails with EmptyUploadException, InvalidLayerException where the digest is another, and
 * LayerAlreadyExistsException where `again` refuses what is there.
 */
export async function completeUpload(
  room: Room,
  repository: Repository,
  id: string,
  digest: string,
  again: 'refused' | 'taken',
): Promise<Layer> {
  const { value: upload } = await findUpload(room, repository, id)
  if (upload.pieces.length === 0 && again === 'refused') throw uploadEmpty(placeOf(repository), id)
  const [only] = upload.pieces
  const { hash, bytes } =
    only && upload.pieces.length === 1 ? only : await room.store.putBlob(joined(room, upload))
  if (hash !== blobOf(digest))
    throw invalidLayer(`The digest of the layer is sha256:${hash}, and not ${digest}`)
  return change(room, async (commit) => {
    const stored = await findUpload(room, repository, id)
    const repositoryId = repository.id
    const existing = await layers.get(room.store, [repositoryId, digest])
    if (existing && again === 'refused') throw layerExists(placeOf(repository), digest)
    const layer = { repositoryId, digest, bytes }
    layers.put(commit, layer, existing)
    commit.hold(hash, layerHolder(repositoryId, digest))
    uploads.remove(commit, stored)
    stored.value.pieces.forEach((piece, index) => {
      commit.drop(piece.hash, pieceHolder(stored.value, index))
    })
    return layer
  })
}

async function* joined({ store }: Pick<Room, 'store'>, { pieces }: Upload): AsyncGenerator<Uint8Array> {
  for (const { hash } of pieces) yield* (await store.getBlob(hash)) ?? []
}

/** Gives an upload up. */
export async function abandonUpload(
  room: Pick<Room, 'store'>,
  repository: Repository,
  id: string,
): Promise<void> {
  await change(room, async (commit) => {
    const stored = await findUpload(room, repository, id)
    uploads.remove(commit, stored)
    stored.value.pieces.forEach(({ hash }, index) => {
      commit.drop(hash, pieceHolder(stored.value, index))
    })
  })
}
