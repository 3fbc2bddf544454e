import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { isDigest } from '../domain/addresses.ts'
import { invalidLayer, layerNotFound, layerPartTooSmall } from '../errors.ts'
import { downloadMs, layerPartBytesMax, layerPartBytesMin } from '../limits.ts'
import { layers } from '../records.ts'
import { namesOf, placeOf, repositoryFor } from '../repositories.ts'
import { issueToken } from '../tokens.ts'
import { addPiece, beginUpload, completeUpload, findUpload } from '../uploads.ts'

/** BatchCheckLayerAvailability: which layers need not be pushed. */
export async function batchCheckLayerAvailability(
  input: Api.BatchCheckLayerAvailabilityRequest,
  context: OperationContext,
): Promise<Api.BatchCheckLayerAvailabilityResponse> {
  const { value } = await repositoryFor(context, input, 'BatchCheckLayerAvailability')
  const digests = input.layerDigests ?? []
  const valid = digests.filter(isDigest)
  const found = await layers.getMany(
    context.store,
    valid.map((digest) => [value.id, digest]),
  )
  return {
    layers: valid.map((layerDigest, index) => ({
      layerDigest,
      layerAvailability: found[index] ? 'AVAILABLE' : 'UNAVAILABLE',
      ...(found[index] && { layerSize: found[index].value.bytes }),
    })),
    // UNVERIFIED: the words.
    failures: digests
      .filter((digest) => !isDigest(digest))
      .map((layerDigest) => ({
        layerDigest,
        failureCode: 'InvalidLayerDigest',
        failureReason: 'Invalid layer digest provided',
      })),
  }
}

/** InitiateLayerUpload. */
export async function initiateLayerUpload(
  input: Api.InitiateLayerUploadRequest,
  context: OperationContext,
): Promise<Api.InitiateLayerUploadResponse> {
  const { value } = await repositoryFor(context, input, 'InitiateLayerUpload')
  const { id } = await beginUpload(context, value)
  return { uploadId: id, partSize: layerPartBytesMax / 2 }
}

/** UploadLayerPart: pieces come one after the other. */
export async function uploadLayerPart(
  input: Api.UploadLayerPartRequest,
  context: OperationContext,
): Promise<Api.UploadLayerPartResponse> {
  const { value } = await repositoryFor(context, input, 'UploadLayerPart')
  const { uploadId = '', partFirstByte = 0, partLastByte = 0, layerPartBlob = new Uint8Array(0) } = input
  await findUpload(context, value, uploadId)
  if (layerPartBlob.length !== partLastByte - partFirstByte + 1)
    throw invalidLayer('The layer part has not the length that its first and last byte say')
  const piece = await context.store.putBlob(layerPartBlob)
  const { bytes } = await addPiece(context, value, uploadId, piece, partFirstByte)
  return { ...namesOf(value), uploadId, lastByteReceived: bytes - 1 }
}

/** CompleteLayerUpload: the repository has the layer, if it has the digest that is given. */
export async function completeLayerUpload(
  input: Api.CompleteLayerUploadRequest,
  context: OperationContext,
): Promise<Api.CompleteLayerUploadResponse> {
  const { value } = await repositoryFor(context, input, 'CompleteLayerUpload')
  const { uploadId = '', layerDigests: [digest = ''] = [] } = input
  const { value: upload } = await findUpload(context, value, uploadId)
  if (upload.pieces.slice(0, -1).some(({ bytes }) => bytes < layerPartBytesMin)) throw layerPartTooSmall()
  const layer = await completeUpload(context, value, uploadId, digest, 'refused')
  return { ...namesOf(value), uploadId, layerDigest: layer.digest }
}

/** GetDownloadUrlForLayer: an address that needs no signature, for an hour. */
export async function getDownloadUrlForLayer(
  input: Api.GetDownloadUrlForLayerRequest,
  context: OperationContext,
): Promise<Api.GetDownloadUrlForLayerResponse> {
  const { value } = await repositoryFor(context, input, 'GetDownloadUrlForLayer')
  const { layerDigest = '' } = input
  const layer = await layers.get(context.store, [value.id, layerDigest])
  if (!layer) throw layerNotFound(placeOf(value), layerDigest)
  const { secret } = await issueToken(context, downloadMs, { repositoryId: value.id, digest: layerDigest })
  const { accountId, region, name } = value
  const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com`
  return {
    downloadUrl: `${context.settings.endpoint}/v2/${registry}/${name}/blobs/${layerDigest}?token=${secret}`,
    layerDigest,
  }
}
