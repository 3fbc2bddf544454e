/** Small images for tests, made of entries of layers. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { Header } from 'tar'

/** One entry of a layer's tar, as hostile as it likes. */
export interface TestEntry {
  readonly path: string
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO'
  readonly linkpath?: string
  readonly body?: string | Uint8Array
  readonly mode?: number
  /** What the header says, whatever the body is. */
  readonly size?: number
}

/** The bytes of a tar. */
export function tarOf(entries: readonly TestEntry[]): Buffer {
  const blocks: Buffer[] = []
  for (const {
    path,
    type = 'File',
    linkpath,
    body = '',
    mode = type === 'Directory' ? 0o755 : 0o644,
    size,
  } of entries) {
    const bytes = Buffer.from(body)
    const header = new Header({
      path,
      type,
      mode,
      size: size ?? bytes.length,
      mtime: new Date(1_700_000_000_000),
      ...(linkpath === undefined ? {} : { linkpath }),
    })
    const block = Buffer.alloc(512)
    header.encode(block, 0)
    blocks.push(block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512))
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

export interface TestLayer {
  readonly entries: readonly TestEntry[]
  readonly compression?: 'none' | 'gzip' | 'zstd'
}

export interface TestImage {
  readonly layers: readonly TestLayer[]
  readonly config?: {
    readonly Entrypoint?: readonly string[]
    readonly Cmd?: readonly string[]
    readonly WorkingDir?: string
    readonly Env?: readonly string[]
    readonly User?: string
  }
  /** `amd64` or `arm64`. Default: this machine's. */
  readonly architecture?: string
}

export interface TestDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: { readonly os: string; readonly architecture: string }
  readonly annotations?: Readonly<Record<string, string>>
}

/** An image's blobs by digest, and what leads to it. */
export interface BuiltImage {
  readonly blobs: ReadonlyMap<string, Buffer>
  readonly manifest: TestDescriptor
}

export const machineArchitecture = process.arch === 'arm64' ? 'arm64' : 'amd64'

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Builds an image. */
export function buildImage(image: TestImage): BuiltImage {
  const blobs = new Map<string, Buffer>()
  const add = (bytes: Buffer, mediaType: string): TestDescriptor => {
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return { mediaType, digest, size: bytes.length }
  }
  const diffIds: string[] = []
  const layers = image.layers.map(({ entries, compression = 'gzip' }) => {
    const tar = tarOf(entries)
    diffIds.push(digestOf(tar))
    const type = 'application/vnd.oci.image.layer.v1.tar'
    if (compression === 'none') return add(tar, type)
    if (compression === 'zstd') return add(zstdCompressSync(tar), `${type}+zstd`)
    return add(gzipSync(tar), `${type}+gzip`)
  })
  const architecture = image.architecture ?? machineArchitecture
  const config = add(
    Buffer.from(
      JSON.stringify({
        architecture,
        os: 'linux',
        config: image.config ?? {},
        rootfs: { type: 'layers', diff_ids: diffIds },
      }),
    ),
    'application/vnd.oci.image.config.v1+json',
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = add(
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers })),
    mediaType,
  )
  return { blobs, manifest: { ...manifest, platform: { os: 'linux', architecture } } }
}

/** Several images, one for each architecture, under an index. */
export function buildIndex(images: readonly BuiltImage[]): BuiltImage {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, manifests: images.map(({ manifest }) => manifest) }),
  )
  const blobs = new Map(images.flatMap((image) => [...image.blobs]))
  blobs.set(digestOf(bytes), bytes)
  return { blobs, manifest: { mediaType, digest: digestOf(bytes), size: bytes.length } }
}

/** The files of an OCI layout. */
export function layoutFiles(image: BuiltImage, name?: string): ReadonlyMap<string, Buffer> {
  const manifest =
    name === undefined
      ? image.manifest
      : { ...image.manifest, annotations: { 'org.opencontainers.image.ref.name': name } }
  const files = new Map<string, Buffer>([
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [manifest] }))],
  ])
  for (const [digest, bytes] of image.blobs) files.set(`blobs/${digest.replace(':', '/')}`, bytes)
  return files
}

/** Writes an OCI layout into a folder. */
export async function writeLayout(folder: string, image: BuiltImage, name?: string): Promise<void> {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
  for (const [path, bytes] of layoutFiles(image, name)) await writeFile(join(folder, path), bytes)
}
