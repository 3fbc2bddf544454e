/** Layers and configurations, pulled and pushed. Source: OCI Distribution Specification, "Pull", "Push". */
import { readRange } from '../../../base/byte-ranges.ts'
import type { Answer } from '../../../http/index.ts'
import { BodyError, streamBody } from '../../../http/index.ts'
import { change } from '../changing.ts'
import { blobOf, isDigest } from '../domain/addresses.ts'
import { type ByteSpan, readContentRange } from '../domain/ranges.ts'
import { invalidLayerPart } from '../errors.ts'
import { layerHolder } from '../images.ts'
import { layerBytesMax } from '../limits.ts'
import { type Layer, layers, type Repository, type Upload } from '../records.ts'
import { placeOf } from '../repositories.ts'
import { abandonUpload, addPiece, beginUpload, completeUpload, findUpload } from '../uploads.ts'
import { answer, refusal } from './answers.ts'
import type { RepositoryRequest } from './site-handler.ts'

/** GET and HEAD of a blob. */
export async function answerBlob(
  {
    context,
    head,
    repository,
  }: Pick<RepositoryRequest, 'context' | 'head'> & { readonly repository: Pick<Repository, 'id'> },
  digest: string,
): Promise<Answer> {
  const { store } = context
  const layer = await layers.get(store, [repository.id, digest])
  if (!layer) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry')
  const { bytes } = layer.value
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
  }
  if (head.method === 'HEAD') return answer(200, { ...headers, 'Content-Length': String(bytes) })
  const span = readRange(head.headers.range, bytes)
  if (span === 'unsatisfiable')
    return answer(416, { 'Content-Range': `bytes */${bytes}`, 'Content-Type': headers['Content-Type'] })
  const { start, end } = span ?? { start: 0, end: bytes }
  const body = await store.getBlob(blobOf(digest), { start, end })
  if (!body) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry')
  return answer(
    span ? 206 : 200,
    {
      ...headers,
      'Content-Length': String(end - start),
      ...(span && { 'Content-Range': `bytes ${start}-${end - 1}/${bytes}` }),
    },
    body,
  )
}

/** POST of an upload: it is begun, or the blob is mounted from another repository, or comes whole. `find`: by name, for pulling. */
export async function answerUpload(
  asked: RepositoryRequest,
  find: (name: string) => Promise<Repository | undefined>,
): Promise<Answer> {
  const { context, repository, query } = asked
  const digest = query.get('digest')
  const mount = query.get('mount') ?? ''
  const from = query.get('from')
  if (isDigest(mount) && from !== null) {
    const source = await find(from)
    if (source && (await mountLayer(asked, source, mount))) return created(asked, mount)
  }
  if (digest === null) return progress(202, asked, await beginUpload(context, repository))
  if (!isDigest(digest)) return refusal(400, 'DIGEST_INVALID', `${digest} is no digest`)
  const { id } = await beginUpload(context, repository)
  return finish(asked, id, digest)
}

/** GET, PATCH, PUT and DELETE of an upload. */
export async function answerUploadOf(asked: RepositoryRequest, id: string): Promise<Answer> {
  const { context, head, repository, query } = asked
  switch (head.method) {
    case 'GET':
      return progress(204, asked, (await findUpload(context, repository, id)).value)
    case 'PATCH':
      return progress(202, asked, await receive(asked, id))
    case 'PUT': {
      const digest = query.get('digest') ?? ''
      if (isDigest(digest)) return finish(asked, id, digest)
      return refusal(400, 'DIGEST_INVALID', 'An upload is completed with the digest of the blob')
    }
    case 'DELETE':
      await abandonUpload(context, repository, id)
      return answer(204)
    default:
      return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.')
  }
}

async function finish(asked: RepositoryRequest, id: string, digest: string): Promise<Answer> {
  await receive(asked, id)
  await completeUpload(asked.context, asked.repository, id, digest, 'taken')
  return created(asked, digest)
}

/** Takes what a request brings as the next piece of an upload. A request without bytes adds nothing. */
async function receive(
  { context, head, request, repository }: RepositoryRequest,
  id: string,
): Promise<Upload> {
  const { value: upload } = await findUpload(context, repository, id)
  const span = readContentRange(head.headers['content-range'])
  // Said before the bytes have come.
  if (span && span.first !== upload.bytes) throw invalidLayerPart(placeOf(repository), id, upload.bytes - 1)
  const { 'content-length': length, 'transfer-encoding': encoding } = head.headers
  if (length === '0' || (length === undefined && encoding === undefined && request.httpVersionMajor < 2)) {
    request.resume()
    return upload
  }
  const piece = await context.store.putBlob(bounded(streamBody(request)))
  if (piece.bytes === 0) return upload
  return addPiece(context, repository, id, piece, span?.first ?? upload.bytes)
}

async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = layerBytesMax
  for await (const piece of bytes) {
    left -= piece.length
    if (left < 0) throw new BodyError('too large')
    yield piece
  }
}

/** Lets a repository have a layer that another has. Answers whether that has it. */
async function mountLayer(
  { context, repository }: RepositoryRequest,
  source: Repository,
  digest: string,
): Promise<boolean> {
  return change(context, async (commit) => {
    const [there, existing] = await layers.getMany(context.store, [
      [source.id, digest],
      [repository.id, digest],
    ])
    if (existing) return true
    if (!there) return false
    const layer: Layer = { ...there.value, repositoryId: repository.id }
    layers.put(commit, layer, undefined)
    commit.hold(blobOf(digest), layerHolder(repository.id, digest))
    return true
  })
}

function created({ path }: RepositoryRequest, digest: string): Answer {
  return answer(201, { Location: `${path}/blobs/${digest}`, 'Docker-Content-Digest': digest })
}

function progress(status: number, { path }: RepositoryRequest, { id, bytes }: Upload): Answer {
  const span: ByteSpan = { first: 0, last: Math.max(0, bytes - 1) }
  return answer(status, {
    Location: `${path}/blobs/uploads/${id}`,
    Range: `${span.first}-${span.last}`,
    'Docker-Upload-UUID': id,
  })
}
