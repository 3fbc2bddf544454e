import { createHash } from 'node:crypto'
import type { ECR } from '@aws-sdk/client-ecr'

export function digestOf(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

const types = {
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
}

/** The parts of an image whose one layer has these bytes. */
export function imageOf(layer: string | Uint8Array) {
  const diffId = digestOf(layer)
  const config = JSON.stringify({
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [diffId] },
  })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: digestOf(config), size: Buffer.byteLength(config) },
    layers: [{ mediaType: types.layer, digest: diffId, size: Buffer.from(layer).length }],
  })
  return { layer: Buffer.from(layer), config: Buffer.from(config), manifest, digest: digestOf(manifest) }
}

/** An index of images. */
export function indexOf(...digests: string[]) {
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: types.index,
    manifests: digests.map((digest) => ({ mediaType: types.manifest, digest, size: 1 })),
  })
  return { manifest, digest: digestOf(manifest) }
}

/** Pushes a layer by the API. */
export async function pushLayer(ecr: ECR, repositoryName: string, bytes: Uint8Array): Promise<void> {
  const { uploadId } = await ecr.initiateLayerUpload({ repositoryName })
  const at = { partFirstByte: 0, partLastByte: bytes.length - 1 }
  await ecr.uploadLayerPart({ repositoryName, uploadId, ...at, layerPartBlob: bytes })
  await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests: [digestOf(bytes)] })
}

/** Pushes an image by the API; answers its digest. */
export async function pushImage(ecr: ECR, repositoryName: string, layer: string, imageTag?: string) {
  const image = imageOf(layer)
  await pushLayer(ecr, repositoryName, image.layer)
  await pushLayer(ecr, repositoryName, image.config)
  await ecr.putImage({ repositoryName, imageManifest: image.manifest, imageTag })
  return image.digest
}
