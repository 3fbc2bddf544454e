/** Manifests, tags and referrers. Source: OCI Distribution Specification, "Pull", "Push", "Content Discovery". */
import { type Answer, readBody } from '../../../http/index.ts'
import { change } from '../changing.ts'
import { isDigest, isTag } from '../domain/addresses.ts'
import { imageDigestDoesNotMatch, imageNotFound } from '../errors.ts'
import { digestOf, findImage, manifestText, type Push, putImage, readPush } from '../images.ts'
import { manifestBytesMax } from '../limits.ts'
import { batchDeleteImage } from '../operations/images.ts'
import { notePull } from '../pulls.ts'
import { images, imageTags } from '../records.ts'
import { namesOf, placeOf } from '../repositories.ts'
import { answer, jsonAnswer, refusal } from './answers.ts'
import type { RepositoryRequest } from './site-handler.ts'

/** GET, HEAD, PUT and DELETE of a manifest. `reference`: a tag or a digest. */
export async function answerManifest(asked: RepositoryRequest, reference: string): Promise<Answer> {
  if (!isDigest(reference) && !isTag(reference))
    return refusal(400, 'TAG_INVALID', `${reference} is neither a tag nor a digest`)
  switch (asked.head.method) {
    case 'GET':
    case 'HEAD':
      return pull(asked, reference)
    case 'PUT':
      return push(asked, reference)
    case 'DELETE':
      return remove(asked, reference)
    default:
      return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.')
  }
}

const idOf = (reference: string) =>
  isDigest(reference) ? { imageDigest: reference } : { imageTag: reference }

async function pull({ context, head, repository }: RepositoryRequest, reference: string): Promise<Answer> {
  const found = await findImage(context.store, repository, idOf(reference))
  if (!found || found === 'mismatch') throw imageNotFound(placeOf(repository), idOf(reference))
  const { digest, mediaType } = found.value
  const body = Buffer.from(await manifestText(context.store, digest), 'utf8')
  if (head.method === 'GET') await notePull(context, found)
  return answer(
    200,
    { 'Content-Type': mediaType, 'Docker-Content-Digest': digest, 'Content-Length': String(body.length) },
    body,
  )
}

async function push(asked: RepositoryRequest, reference: string): Promise<Answer> {
  const { context, head, request, repository, path } = asked
  const bytes = await readBody(request, manifestBytesMax)
  const text = Buffer.from(bytes).toString('utf8')
  const mediaType = head.headers['content-type']?.split(';', 1)[0]?.trim()
  const named: Push = { text, mediaType, again: 'taken', tag: isDigest(reference) ? undefined : reference }
  const manifest = readPush(named)
  const digest = digestOf(bytes)
  if (isDigest(reference) && reference !== digest) throw imageDigestDoesNotMatch(reference, digest)
  // What is no UTF-8 would be another manifest when it is read again.
  if (digestOf(text) !== digest) return refusal(400, 'MANIFEST_INVALID', 'A manifest is UTF-8')
  await context.store.putBlob(bytes)
  const image = await change(context, (commit) =>
    putImage(context.store, commit, repository, named, manifest, context.now),
  )
  return answer(201, {
    Location: `${path}/manifests/${digest}`,
    'Docker-Content-Digest': digest,
    ...(image.subject === undefined ? {} : { 'OCI-Subject': image.subject }),
  })
}

async function remove({ context, repository }: RepositoryRequest, reference: string): Promise<Answer> {
  const { failures = [] } = await batchDeleteImage(
    { ...namesOf(repository), imageIds: [idOf(reference)] },
    context,
  )
  const [failure] = failures
  if (!failure) return answer(202)
  if (failure.failureCode === 'ImageNotFound') throw imageNotFound(placeOf(repository), idOf(reference))
  return refusal(400, 'DENIED', failure.failureReason ?? '')
}

/** Tags of one page. Unit: tags. Source: API Reference, ListImages, maxResults. */
const tagsPageMax = 1_000

/** GET of the tags. `n` and `last` page. */
export async function answerTags({ context, repository, query, path }: RepositoryRequest): Promise<Answer> {
  const given = query.get('n')
  const wanted = given === null ? tagsPageMax : Number(given)
  if (!Number.isSafeInteger(wanted) || wanted < 0)
    return refusal(400, 'PAGINATION_NUMBER_INVALID', 'n is no number of tags')
  const last = query.get('last')
  const limit = Math.min(wanted, tagsPageMax)
  const prefix = [repository.id]
  const { items, next } =
    limit === 0
      ? { items: [], next: undefined }
      : await imageTags.list(context.store, {
          prefix,
          limit,
          ...(last === null ? {} : { after: [repository.id, last] }),
        })
  const tags = items.map(({ value }) => value.tag)
  const more =
    next !== undefined && `${path}/tags/list?n=${limit}&last=${encodeURIComponent(tags.at(-1) ?? '')}`
  return jsonAnswer(200, { name: repository.name, tags }, more ? { Link: `<${more}>; rel="next"` } : {})
}

/** GET of what says something of an image: signatures, lists of materials. */
export async function answerReferrers(
  { context, repository, query }: RepositoryRequest,
  digest: string,
): Promise<Answer> {
  const wanted = query.get('artifactType')
  const { items } = await images.listBy(context.store, 'subject', { prefix: [repository.id, digest] })
  const found = items.filter(({ value }) => wanted === null || value.artifactType === wanted)
  const manifests = await Promise.all(
    found.map(async ({ value }) => ({
      mediaType: value.mediaType,
      digest: value.digest,
      size: (await context.store.statBlob(value.digest.slice('sha256:'.length)))?.bytes ?? 0,
      ...(value.artifactType === undefined ? {} : { artifactType: value.artifactType }),
    })),
  )
  const type = 'application/vnd.oci.image.index.v1+json'
  return jsonAnswer(
    200,
    { schemaVersion: 2, mediaType: type, manifests },
    { 'Content-Type': type, ...(wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }) },
  )
}
