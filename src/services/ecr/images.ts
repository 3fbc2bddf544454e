/** Images of a repository: found by digest and tag, put, removed. */
import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-ecr'
import type { AwsError } from '../../aws/aws-error.ts'
import type { Atomic, Collection, Key, Store, Stored } from '../../store/index.ts'
import { blobOf, isTag } from './domain/addresses.ts'
import type { Manifest } from './domain/manifest.ts'
import { readManifest } from './domain/manifest.ts'
import { mayMove } from './domain/mutability.ts'
import {
  imageExists,
  imagesMissing,
  invalidParameter,
  layersMissing,
  limitExceeded,
  tagExists,
} from './errors.ts'
import { imageTagsMax } from './limits.ts'
import { tellImage } from './notices.ts'
import {
  type Image,
  type ImageTag,
  images,
  imageTags,
  type Layer,
  layers,
  type Repository,
  uses,
} from './records.ts'
import { placeOf } from './repositories.ts'

/** How requests name an image: by its digest, by a tag, or by both, which then have to belong together. */
export interface ImageId {
  readonly imageDigest?: string | undefined
  readonly imageTag?: string | undefined
}

/** Who holds the blob of a manifest or layer. */
export const imageHolder = (repositoryId: string, digest: string): Key => ['ecr.images', repositoryId, digest]
export const layerHolder = (repositoryId: string, digest: string): Key => ['ecr.layers', repositoryId, digest]

/** The digest of a manifest's text. */
export function digestOf(text: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** Finds an image; undefined: there is none, or digest and tag do not belong together (`mismatch`). */
export async function findImage(
  store: Store,
  repository: Repository,
  { imageDigest, imageTag }: ImageId,
): Promise<Stored<Image> | 'mismatch' | undefined> {
  const key = [repository.id]
  if (imageTag !== undefined) {
    const tag = await imageTags.get(store, [...key, imageTag])
    if (!tag) return undefined
    if (imageDigest !== undefined && tag.value.digest !== imageDigest) return 'mismatch'
    return images.get(store, [...key, tag.value.digest])
  }
  return imageDigest === undefined ? undefined : images.get(store, [...key, imageDigest])
}

/** The tags of an image, in the order of their names. */
export async function tagsOfImage(
  store: Store,
  repository: Repository,
  digest: string,
): Promise<ReadonlyArray<Stored<ImageTag>>> {
  const { items } = await imageTags.listBy(store, 'digest', {
    prefix: [repository.id, digest],
    limit: imageTagsMax,
  })
  return items
}

/** The text of a manifest. */
export async function manifestText(store: Store, digest: string): Promise<string> {
  const bytes = await store.getBlob(blobOf(digest))
  const pieces: Uint8Array[] = []
  for await (const piece of bytes ?? []) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** What a push of a manifest is. */
export interface Push {
  readonly text: string
  /** As the request says it. */
  readonly mediaType?: string | undefined
  readonly tag?: string | undefined
  /** Putting what is there already is an error, as with PutImage, or none, as with docker push. */
  readonly again: 'refused' | 'taken'
}

/** Reads a manifest that is to be put. Fails with InvalidParameterException. */
export function readPush({ text, mediaType, tag }: Push): Manifest {
  const manifest = readManifest(text, mediaType)
  // UNVERIFIED: the words.
  if (!manifest) throw invalidParameter('imageManifest', 'Invalid image manifest provided')
  if (tag !== undefined && !isTag(tag))
    throw invalidParameter('imageTag', "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]*'")
  return manifest
}

/**
 * Puts an image into a repository, in a commit; the manifest's bytes are in the store. Fails with LayersNotFoundException,
 * ReferencedImagesNotFoundException, ImageAlreadyExistsException, ImageTagAlreadyExistsException.
 */
export async function putImage(
  store: Store,
  commit: Atomic,
  repository: Repository,
  push: Push,
  manifest: Manifest,
  now: number,
): Promise<Image> {
  const key = [repository.id]
  const { tag } = push
  const digest = digestOf(push.text)
  const [existing, tagged] = await Promise.all([
    images.get(store, [...key, digest]),
    tag === undefined ? undefined : imageTags.get(store, [...key, tag]),
  ])
  const same = tag === undefined || tagged?.value.digest === digest
  if (existing && same && push.again === 'refused') throw imageExists(placeOf(repository), digest, tag)
  if (tagged && tagged.value.digest !== digest && !mayMove(repository, tagged.value.tag))
    throw tagExists(placeOf(repository), tagged.value.tag)
  const image = existing?.value ?? (await newImage(store, commit, repository, digest, manifest, now))
  if (existing) commit.check(images.storeKey([...key, digest]), existing.version)
  else {
    images.put(commit, image, undefined)
    commit.hold(blobOf(digest), imageHolder(repository.id, digest))
  }
  if (tag !== undefined && tagged?.value.digest !== digest) {
    const count = (await tagsOfImage(store, repository, digest)).length
    if (count >= imageTagsMax) throw limitExceeded(`An image cannot have more than ${imageTagsMax} tags`)
    imageTags.put(commit, { repositoryId: repository.id, tag, digest }, tagged)
  }
  tellImage(commit, repository, 'PUSH', digest, tag, now)
  return image
}

async function newImage(
  store: Store,
  commit: Atomic,
  repository: Repository,
  digest: string,
  manifest: Manifest,
  now: number,
): Promise<Image> {
  const key = [repository.id]
  const repositoryId = repository.id
  const { parts, isIndex } = manifest
  const missing = await (isIndex ? claim(images, imagesMissing) : claim(layers, layersMissing))
  if (missing) throw missing
  for (const part of parts) uses.put(commit, { repositoryId, part, digest }, undefined)
  return {
    repositoryId,
    digest,
    mediaType: manifest.mediaType,
    bytes: manifest.bytes,
    pushedAt: now,
    parts,
    isIndex,
    ...(manifest.artifactType === undefined ? {} : { artifactType: manifest.artifactType }),
    ...(manifest.subject === undefined ? {} : { subject: manifest.subject }),
  }

  /** Finds what it is made of, and writes it anew as it is: who is just taking it away sees that, and looks again. */
  async function claim<T extends Image | Layer, Indexes extends string>(
    collection: Collection<T, Indexes>,
    error: typeof layersMissing,
  ): Promise<AwsError | undefined> {
    const found = await collection.getMany(
      store,
      parts.map((part) => [...key, part]),
    )
    const missing = parts.filter((_, index) => found[index] === undefined)
    if (missing.length > 0) return error(placeOf(repository), missing)
    for (const stored of found) if (stored) collection.put(commit, stored.value, stored)
    return undefined
  }
}

/** The images, beside those that go, in whose index an image stands. */
export async function indexesNaming(
  store: Store,
  repository: Repository,
  digest: string,
  going: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const { items } = await uses.list(store, { prefix: [repository.id, digest], limit: 1_000 })
  return items.map(({ value }) => value.digest).filter((other) => !going.has(other))
}

/** Takes images out of a repository, with their tags and with the layers that no other image has. */
export async function removeImages(
  store: Store,
  commit: Atomic,
  repository: Repository,
  going: ReadonlyArray<Stored<Image>>,
  now: number,
): Promise<void> {
  const key = [repository.id]
  const digests = new Set(going.map(({ value }) => value.digest))
  const parts = new Set<string>()
  for (const stored of going) {
    const { digest, isIndex } = stored.value
    images.remove(commit, stored)
    commit.drop(blobOf(digest), imageHolder(repository.id, digest))
    const tags = await tagsOfImage(store, repository, digest)
    for (const tag of tags) imageTags.remove(commit, tag)
    // UNVERIFIED: that an image of many tags is told of once for each.
    for (const tag of tags.length === 0 ? [undefined] : tags)
      tellImage(commit, repository, 'DELETE', digest, tag?.value.tag, now)
    for (const part of stored.value.parts) {
      commit.delete(uses.storeKey([...key, part, digest]))
      if (!isIndex) parts.add(part)
    }
  }
  for (const part of parts) {
    if ((await indexesNaming(store, repository, part, digests)).length > 0) continue
    const layer = await layers.get(store, [...key, part])
    if (!layer) continue
    layers.remove(commit, layer)
    commit.drop(blobOf(part), layerHolder(repository.id, part))
  }
}

/** An image as DescribeImages shows it. */
export function imageDetail(repository: Repository, image: Image, tags: readonly string[]): Api.ImageDetail {
  return {
    registryId: repository.accountId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(tags.length > 0 && { imageTags: [...tags] }),
    imageSizeInBytes: image.bytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactType === undefined ? {} : { artifactMediaType: image.artifactType }),
    ...(image.pulledAt === undefined ? {} : { lastRecordedPullTime: new Date(image.pulledAt) }),
    imageStatus: 'ACTIVE',
  }
}
