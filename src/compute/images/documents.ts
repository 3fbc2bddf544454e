/** Manifests, indexes and configurations. Source: OCI Image Format Specification; Docker Image Manifest V2, Schema 2. */
import { ImageError } from './errors.ts'
import { layerCountMax } from './limits.ts'

/** Something in an image that has a digest. */
export interface Descriptor {
  readonly mediaType: string
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string
  readonly size: number
  readonly platform?: { readonly architecture: string; readonly os: string }
  readonly annotations?: Readonly<Record<string, string>>
}

export interface Manifest {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

/** What an image says of itself. */
export interface ImageConfig {
  readonly architecture: string
  readonly os: string
  /** Digests of the layers as they are unpacked. */
  readonly diffIds: readonly string[]
  readonly entryPoint: readonly string[]
  readonly command: readonly string[]
  readonly workingDirectory: string
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
}

export const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

/** Lambda's architectures in the words of images. */
export const imageArchitectures = { x86_64: 'amd64', arm64: 'arm64' } as const

export function parseDocument(bytes: Uint8Array, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (cause) {
    throw new ImageError('not an image', `The image's ${what} is no JSON.`, { cause })
  }
  throw new ImageError('not an image', `The image's ${what} is no JSON object.`)
}

export function isIndex(document: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(document.manifests)
}

/** Which images an index names. */
export function readIndex(document: Readonly<Record<string, unknown>>): readonly Descriptor[] {
  return listOf(document.manifests, 'index').map((item) => readDescriptor(item, 'index'))
}

export function readManifest(document: Readonly<Record<string, unknown>>): Manifest {
  const layers = listOf(document.layers, 'manifest').map((item) => readDescriptor(item, 'manifest'))
  if (layers.length > layerCountMax)
    throw new ImageError('too large', `The image has more than ${layerCountMax} layers.`)
  return { config: readDescriptor(document.config, 'manifest'), layers }
}

export function readConfig(document: Readonly<Record<string, unknown>>): ImageConfig {
  const config = objectOf(document.config)
  const rootfs = objectOf(document.rootfs)
  return {
    architecture: textOf(document.architecture) || 'amd64',
    os: textOf(document.os) || 'linux',
    diffIds: texts(rootfs.diff_ids),
    entryPoint: texts(config.Entrypoint),
    command: texts(config.Cmd),
    workingDirectory: textOf(config.WorkingDir),
    environment: variables(texts(config.Env)),
    user: textOf(config.User),
  }
}

function variables(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => {
    const at = line.indexOf('=')
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
  })
  return Object.fromEntries(pairs) as Record<string, string>
}

function readDescriptor(value: unknown, where: string): Descriptor {
  const { mediaType, digest, size, platform, annotations } = objectOf(value)
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== 'number')
    throw new ImageError('not an image', `The image's ${where} names something without a digest and a size.`)
  const { architecture, os } = objectOf(platform)
  return {
    mediaType: textOf(mediaType),
    digest,
    size,
    ...(typeof architecture === 'string' && typeof os === 'string' ? { platform: { architecture, os } } : {}),
    ...(typeof annotations === 'object' && annotations !== null
      ? { annotations: annotations as Record<string, string> }
      : {}),
  }
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new ImageError('not an image', `The image's ${where} has no list where one belongs.`)
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}
