/**
 * What ECR keeps. Repositories are found by account, region and name; what is in them, by an id that no other repository ever has, so that
 * what a deleted one leaves is nobody's. Manifests and layers are blobs, which their records hold: a digest is a blob's name.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'
import type { ExclusionFilter, Mutability } from './domain/mutability.ts'

/** A registry: an account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** A repository. Instants: milliseconds since the epoch. */
export type Repository = Home & {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly mutability: Mutability
  readonly exclusions: readonly ExclusionFilter[]
  readonly scanOnPush: boolean
  readonly encryption: { readonly type: string; readonly kmsKey?: string }
  readonly tags: Readonly<Record<string, string>>
  /** Texts of policies, as they were given. */
  readonly policy?: string
  readonly lifecyclePolicy?: string
  /** When the policy acts next, and when it acted last. */
  readonly lifecycleAt?: number
  readonly lifecycleActedAt?: number
  readonly preview?: LifecyclePreview
}

/** What a lifecycle policy would do, as it was when it was asked. */
export type LifecyclePreview = {
  readonly policy: string
  readonly expiring: ReadonlyArray<{
    readonly digest: string
    readonly tags: readonly string[]
    readonly pushedAt: number
    readonly rulePriority: number
  }>
}

export const repositories = collection<Repository>()({
  name: 'ecr.repositories',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** An image, an index of images, or another artifact: what a manifest stands for. */
export type Image = {
  readonly repositoryId: string
  /** `sha256:` and 64 hexadecimal digits, of the manifest. */
  readonly digest: string
  readonly mediaType: string
  readonly artifactType?: string
  /** Layers and configuration, in bytes; of an index nothing. */
  readonly bytes: number
  readonly pushedAt: number
  readonly pulledAt?: number
  /** Digests of what it is made of: its layers and configuration, or the images of an index. */
  readonly parts: readonly string[]
  /** Parts are images. */
  readonly isIndex: boolean
  /** The image that it says something of. */
  readonly subject?: string
}

export const images = collection<Image>()({
  name: 'ecr.images',
  key: ({ repositoryId, digest }) => [repositoryId, digest],
  indexes: {
    subject: {
      key: ({ repositoryId, subject }) => (subject === undefined ? undefined : [repositoryId, subject]),
    },
  },
})

/** A tag, and the image that it stands for. */
export type ImageTag = { readonly repositoryId: string; readonly tag: string; readonly digest: string }

export const imageTags = collection<ImageTag>()({
  name: 'ecr.image-tags',
  key: ({ repositoryId, tag }) => [repositoryId, tag],
  indexes: {
    digest: { key: ({ repositoryId, digest }) => [repositoryId, digest] },
  },
})

/** A layer or configuration that a repository has. */
export type Layer = { readonly repositoryId: string; readonly digest: string; readonly bytes: number }

export const layers = collection<Layer>()({
  name: 'ecr.layers',
  key: ({ repositoryId, digest }) => [repositoryId, digest],
})

/** That an image is made of something: what nothing is made of any more goes with the last image. */
export type Use = { readonly repositoryId: string; readonly part: string; readonly digest: string }

export const uses = collection<Use>()({
  name: 'ecr.uses',
  key: ({ repositoryId, part, digest }) => [repositoryId, part, digest],
})

/** A layer on its way. */
export type Upload = {
  readonly repositoryId: string
  readonly id: string
  /** Blobs, in their order. */
  readonly pieces: ReadonlyArray<{ readonly hash: string; readonly bytes: number }>
  readonly bytes: number
}

export const uploads = collection<Upload>()({
  name: 'ecr.uploads',
  key: ({ repositoryId, id }) => [repositoryId, id],
})

/** What lets in at the registry's door: a password, or a part of the address of one layer. */
export type Token = Home & {
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly hash: string
  readonly expiresAt: number
  /** Who asked for it. Stored as it was. */
  readonly principal: string
  /** Of an address: the layer that it leads to. */
  readonly layer?: { readonly repositoryId: string; readonly digest: string }
}

export const tokens = collection<Token>()({
  name: 'ecr.tokens',
  key: ({ hash }) => [hash],
  expiresAt: ({ expiresAt }) => expiresAt,
})

/** Uploads that may have been left, each due when it is to be looked at. */
export const uploadQueue: Key = ['ecr.uploads']
export type UploadMessage = { readonly repositoryId: string; readonly id: string }

/** Repositories whose lifecycle policy is to act. */
export const lifecycleQueue: Key = ['ecr.lifecycles']
export type LifecycleMessage = Home & { readonly repository: string; readonly dueAt: number }

/** Repositories that were deleted with what was in them. */
export const sweepQueue: Key = ['ecr.sweeps']
export type SweepMessage = { readonly repositoryId: string }

/** Events on their way to EventBridge. */
export const noticeQueue: Key = ['ecr.notices']
