import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { isDigest } from '../domain/addresses.ts'
import { imageDigestDoesNotMatch, imageNotFound, invalidParameter, scanNotFound } from '../errors.ts'
import {
  digestOf,
  findImage,
  type ImageId,
  imageDetail,
  indexesNaming,
  manifestText,
  putImage as put,
  readPush,
  removeImages,
  tagsOfImage,
} from '../images.ts'
import { tellImage } from '../notices.ts'
import { pageOf } from '../paging.ts'
import { notePull } from '../pulls.ts'
import { type Image, images, imageTags, type Repository } from '../records.ts'
import { namesOf, placeOf, repositoryFor } from '../repositories.ts'

/** PutImage: makes an image of layers that are there, or gives one that is there another tag. */
export async function putImage(
  input: Api.PutImageRequest,
  context: OperationContext,
): Promise<Api.PutImageResponse> {
  const { imageManifest = '', imageManifestMediaType, imageTag, imageDigest } = input
  const { value: repository } = await repositoryFor(context, input, 'PutImage')
  const push = {
    text: imageManifest,
    mediaType: imageManifestMediaType,
    tag: imageTag,
    again: 'refused',
  } as const
  const manifest = readPush(push)
  const digest = digestOf(imageManifest)
  if (imageDigest !== undefined && imageDigest !== digest) throw imageDigestDoesNotMatch(imageDigest, digest)
  await context.store.putBlob(Buffer.from(imageManifest, 'utf8'))
  const image = await change(context, (commit) =>
    put(context.store, commit, repository, push, manifest, context.now),
  )
  return {
    image: {
      ...namesOf(repository),
      imageId: { imageDigest: digest, ...(imageTag === undefined ? {} : { imageTag }) },
      imageManifest,
      imageManifestMediaType: image.mediaType,
    },
  }
}

/** BatchGetImage: manifests. */
export async function batchGetImage(
  input: Api.BatchGetImageRequest,
  context: OperationContext,
): Promise<Api.BatchGetImageResponse> {
  const { value: repository } = await repositoryFor(context, input, 'BatchGetImage')
  const found: Api.Image[] = []
  const failures: Api.ImageFailure[] = []
  for (const imageId of input.imageIds ?? []) {
    const image = await lookUp(context, repository, imageId)
    if (!('value' in image)) {
      failures.push(image)
      continue
    }
    await notePull(context, image)
    const { digest, mediaType } = image.value
    found.push({
      ...namesOf(repository),
      imageId: {
        imageDigest: digest,
        ...(imageId.imageTag === undefined ? {} : { imageTag: imageId.imageTag }),
      },
      imageManifest: await manifestText(context.store, digest),
      imageManifestMediaType: mediaType,
    })
  }
  return { images: found, failures }
}

/** Source: API Reference, ImageFailure; UNVERIFIED: the words but of ImageNotFound. */
async function lookUp(
  { store }: OperationContext,
  repository: Repository,
  imageId: ImageId,
): Promise<Stored<Image> | Api.ImageFailure> {
  const { imageDigest, imageTag } = imageId
  const failed = (failureCode: Api.ImageFailureCode, failureReason: string): Api.ImageFailure => ({
    imageId: { imageDigest, imageTag },
    failureCode,
    failureReason,
  })
  if (imageDigest === undefined && imageTag === undefined)
    return failed('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null')
  if (imageDigest !== undefined && !isDigest(imageDigest))
    return failed('InvalidImageDigest', 'Invalid request parameters: image digest should satisfy the regex')
  const found = await findImage(store, repository, imageId)
  if (found === 'mismatch')
    return failed('ImageTagDoesNotMatchDigest', 'Requested image tag does not match the digest')
  return found ?? failed('ImageNotFound', 'Requested image not found')
}

/** BatchDeleteImage: by a tag the tag goes, and the image with its last tag; by a digest the image goes with all its tags. */
export async function batchDeleteImage(
  input: Api.BatchDeleteImageRequest,
  context: OperationContext,
): Promise<Api.BatchDeleteImageResponse> {
  const { store } = context
  return change(context, async (commit) => {
    const { value: repository } = await repositoryFor(context, input, 'BatchDeleteImage')
    const imageIds: Api.ImageIdentifier[] = []
    const failures: Api.ImageFailure[] = []
    const going = new Map<string, Stored<Image>>()
    const untagged = new Map<string, Set<string>>()
    for (const imageId of input.imageIds ?? []) {
      const image = await lookUp(context, repository, imageId)
      if (!('value' in image)) {
        failures.push(image)
        continue
      }
      const { digest } = image.value
      if (imageId.imageTag === undefined) going.set(digest, image)
      else {
        const gone = untagged.get(digest) ?? new Set()
        untagged.set(digest, gone.add(imageId.imageTag))
        const left = (await tagsOfImage(store, repository, digest)).filter(
          ({ value }) => !gone.has(value.tag),
        )
        if (left.length === 0) going.set(digest, image)
      }
    }
    const wanted = new Set(going.keys())
    for (const [digest] of going) {
      const naming = await indexesNaming(store, repository, digest, wanted)
      if (naming.length === 0) continue
      going.delete(digest)
      if (!untagged.has(digest))
        failures.push({
          imageId: { imageDigest: digest },
          failureCode: 'ImageReferencedByManifestList',
          failureReason: `Requested image referenced by manifest list: [${naming.join(', ')}]`,
        })
    }
    for (const [digest, tags] of untagged) {
      for (const tag of tags) imageIds.push({ imageDigest: digest, imageTag: tag })
      if (going.has(digest)) continue
      for (const stored of await tagsOfImage(store, repository, digest))
        if (tags.has(stored.value.tag)) {
          imageTags.remove(commit, stored)
          tellImage(commit, repository, 'DELETE', digest, stored.value.tag, context.now)
        }
    }
    for (const [digest] of going) {
      if (untagged.has(digest)) continue
      const tags = await tagsOfImage(store, repository, digest)
      if (tags.length === 0) imageIds.push({ imageDigest: digest })
      for (const { value } of tags) imageIds.push({ imageDigest: digest, imageTag: value.tag })
    }
    await removeImages(store, commit, repository, [...going.values()], context.now)
    return { imageIds, failures }
  })
}

/** ListImages: one entry for each tag, and one for each image that has none. */
export async function listImages(
  input: Api.ListImagesRequest,
  context: OperationContext,
): Promise<Api.ListImagesResponse> {
  const { value: repository } = await repositoryFor(context, input, 'ListImages')
  const status = input.filter?.tagStatus ?? 'ANY'
  const { values, more } = await imagesPage(input, context, repository, `ListImages ${status}`)
  const imageIds: Api.ImageIdentifier[] = []
  for (const { image, tags } of values) {
    if (tags.length === 0 && status !== 'TAGGED') imageIds.push({ imageDigest: image.digest })
    if (status !== 'UNTAGGED')
      for (const imageTag of tags) imageIds.push({ imageDigest: image.digest, imageTag })
  }
  return { imageIds, ...more }
}

/** DescribeImages. */
export async function describeImages(
  input: Api.DescribeImagesRequest,
  context: OperationContext,
): Promise<Api.DescribeImagesResponse> {
  const { store } = context
  const { value: repository } = await repositoryFor(context, input, 'DescribeImages')
  if (input.imageIds !== undefined) {
    const imageDetails = await Promise.all(
      input.imageIds.map(async (imageId) => {
        const found = await findImage(store, repository, imageId)
        if (!found || found === 'mismatch') throw imageNotFound(placeOf(repository), imageId)
        const tags = await tagsOfImage(store, repository, found.value.digest)
        return imageDetail(
          repository,
          found.value,
          tags.map(({ value }) => value.tag),
        )
      }),
    )
    return { imageDetails }
  }
  const status = input.filter?.tagStatus ?? 'ANY'
  const { values, more } = await imagesPage(input, context, repository, `DescribeImages ${status}`)
  const wanted = values.filter(({ tags }) => status === 'ANY' || (status === 'TAGGED') === tags.length > 0)
  return { imageDetails: wanted.map(({ image, tags }) => imageDetail(repository, image, tags)), ...more }
}

async function imagesPage(
  input: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  { store }: OperationContext,
  repository: Repository,
  purpose: string,
) {
  const prefix = [repository.id]
  const { values, more } = await pageOf(
    input,
    `${purpose} ${repository.id}`,
    (after, limit) => images.list(store, { prefix, ...(after && { after }), limit }),
    ({ digest }) => [...prefix, digest],
  )
  const withTags = await Promise.all(
    values.map(async (image) => ({
      image,
      tags: (await tagsOfImage(store, repository, image.digest)).map(({ value }) => value.tag),
    })),
  )
  return { values: withTags, more }
}

/** DescribeImageScanFindings: nothing here scans, so that there is a finding of no image. */
export async function describeImageScanFindings(
  input: Api.DescribeImageScanFindingsRequest,
  context: OperationContext,
): Promise<Api.DescribeImageScanFindingsResponse> {
  const { value: repository } = await repositoryFor(context, input, 'DescribeImageScanFindings')
  if (!input.imageId) throw invalidParameter('imageId', 'must not be null')
  const found = await findImage(context.store, repository, input.imageId)
  if (!found || found === 'mismatch') throw imageNotFound(placeOf(repository), input.imageId)
  throw scanNotFound(placeOf(repository), found.value.digest)
}
