/** From a reference to a root file system: finds the image for an architecture, verifies all that it reads, unpacks. */
import { createHash } from 'node:crypto'
import { type Readable, Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { applyLayer } from './apply-layer.ts'
import {
  type Descriptor,
  type ImageConfig,
  imageArchitectures,
  isIndex,
  type Manifest,
  parseDocument,
  readConfig,
  readIndex,
  readManifest,
} from './documents.ts'
import { ImageError } from './errors.ts'
import { documentBytesMax, entryCountMax, indexDepthMax, unpackedBytesMax } from './limits.ts'
import type { Document, ImageSource } from './sources/types.ts'

/** An image that was found, and not yet unpacked. */
export interface FoundImage {
  /** Of its manifest. */
  readonly digest: string
  readonly manifest: Manifest
  readonly config: ImageConfig
}

/** Finds the image for an architecture. Fails with an ImageError. */
export async function findImage(
  source: ImageSource,
  architecture: keyof typeof imageArchitectures,
): Promise<FoundImage> {
  const wanted = imageArchitectures[architecture]
  let document = verified(await source.top())
  for (let depth = 0; isIndex(document.content); depth++) {
    if (depth >= indexDepthMax)
      throw new ImageError('not an image', 'The image is an index of indexes without end.')
    const found = choose(readIndex(document.content), wanted)
    if (found === undefined) throw new ImageError('not found', `The image does not come for ${architecture}.`)
    document = verified(await source.document(found), found.digest)
  }
  const manifest = readManifest(document.content)
  const config = readConfig(parseDocument(await readBlob(source, manifest.config), 'configuration'))
  if (config.os !== 'linux')
    throw new ImageError('not found', `The image is for ${config.os}, not for Linux.`)
  if (config.architecture !== wanted)
    throw new ImageError('not found', `The image is for ${config.architecture}, not for ${wanted}.`)
  if (config.diffIds.length !== manifest.layers.length)
    throw new ImageError('not an image', "The image's configuration and manifest have not the same layers.")
  return { digest: document.digest, manifest, config }
}

function choose(manifests: readonly Descriptor[], wanted: string): Descriptor | undefined {
  const matching = manifests.filter(
    ({ platform }) => platform === undefined || (platform.os === 'linux' && platform.architecture === wanted),
  )
  return matching.find(({ platform }) => platform !== undefined) ?? matching[0]
}

/** Unpacks all layers into an empty folder. Answers how many bytes they came to. Fails with an ImageError. */
export async function unpackImage(source: ImageSource, image: FoundImage, root: string): Promise<number> {
  const allowance = { bytes: unpackedBytesMax, entries: entryCountMax }
  for (const [index, layer] of image.manifest.layers.entries()) {
    await unpackLayer(source, layer, image.config.diffIds[index] ?? '', root, allowance)
  }
  return unpackedBytesMax - allowance.bytes
}

async function unpackLayer(
  source: ImageSource,
  layer: Descriptor,
  diffId: string,
  root: string,
  allowance: { bytes: number; entries: number },
): Promise<void> {
  if (/foreign|nondistributable/.test(layer.mediaType))
    throw new ImageError('not an image', 'The image has a layer that may not be distributed.')
  const packed = meter(layer.size)
  const unpacked = meter(unpackedBytesMax + entryCountMax * 1024)
  const chain: Array<Readable & { destroy(error?: Error): unknown }> = [
    await source.blob(layer),
    packed.stream,
  ]
  const inflate = await decompressor(layer)
  if (inflate) chain.push(inflate)
  chain.push(unpacked.stream)
  // A failure anywhere ends all of it, with the first reason.
  for (let at = 0; at + 1 < chain.length; at++) {
    const [from, to] = [chain[at], chain[at + 1]]
    from?.on('error', (error: Error) => to?.destroy(asImageError(error)))
    to?.on('close', () => from?.destroy())
    from?.pipe(to as unknown as Transform)
  }
  await applyLayer(root, unpacked.stream, allowance)
  // What stands behind a tar's end belongs to the digest, too.
  if (!unpacked.stream.readableEnded)
    await new Promise((resolve) => unpacked.stream.once('close', resolve).resume())
  if (packed.digest() !== layer.digest || unpacked.digest() !== diffId)
    throw new ImageError(
      'not an image',
      `The layer ${layer.digest} is damaged: its bytes have another digest.`,
    )
}

/** By what the manifest says it is. */
async function decompressor({ mediaType }: Descriptor): Promise<Transform | undefined> {
  if (/[+.]gzip$/.test(mediaType)) return createGunzip()
  if (/[+.]zstd$/.test(mediaType)) return createZstdDecompress()
  if (/tar$/.test(mediaType)) return undefined
  throw new ImageError('not an image', `Layers of the type ${mediaType} are not read here.`)
}

/** Passes bytes on, counts and hashes them. More than `max` is a failure. */
function meter(max: number) {
  const hash = createHash('sha256')
  let left = max
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      left -= chunk.length
      if (left < 0) done(new ImageError('too large', 'A layer is larger than it says, or than Lambda takes.'))
      else {
        hash.update(chunk)
        done(null, chunk)
      }
    },
  })
  return { stream, digest: () => `sha256:${hash.digest('hex')}` }
}

function asImageError(error: Error): ImageError {
  if (error instanceof ImageError) return error
  const isTransport = 'code' in error && typeof error.code === 'string' && !error.code.startsWith('Z_')
  return new ImageError(
    isTransport ? 'unreachable' : 'not an image',
    `A layer could not be read: ${error.message}.`,
    { cause: error },
  )
}

async function readBlob(source: ImageSource, descriptor: Descriptor): Promise<Uint8Array> {
  if (descriptor.size > documentBytesMax)
    throw new ImageError('not an image', "The image's configuration is too large.")
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await source.blob(descriptor)) {
    size += (chunk as Uint8Array).length
    if (size > descriptor.size) break
    chunks.push(chunk as Uint8Array)
  }
  const bytes = Buffer.concat(chunks)
  if (digestOf(bytes) !== descriptor.digest)
    throw new ImageError('not an image', `${descriptor.digest} is damaged: its bytes have another digest.`)
  return bytes
}

function verified({ bytes, digest }: Document, wanted = digest) {
  if (digestOf(bytes) !== wanted)
    throw new ImageError('not an image', `The manifest ${wanted} is damaged: its bytes have another digest.`)
  return { digest: wanted, content: parseDocument(bytes, 'manifest') }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
