/** What a manifest says. Source: OCI Image Format Specification; Docker Image Manifest V2, Schema 2. */
import type { JsonObject } from '../../../base/json.ts'
import { isObject } from '../../../base/json.ts'
import { manifestEntriesMax } from '../limits.ts'
import { isDigest } from './addresses.ts'

/** A manifest that was read. */
export interface Manifest {
  readonly mediaType: string
  readonly isIndex: boolean
  readonly artifactType?: string
  /** Layers and configuration, or the images of an index. Each once. */
  readonly parts: readonly string[]
  /** Layers and configuration, in bytes. */
  readonly bytes: number
  readonly subject?: string
}

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
const imageTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

/** Reads a manifest; `given` is the type that the request says it has. Undefined: it is none that is taken here. */
export function readManifest(text: string, given: string | undefined): Manifest | undefined {
  const document = parse(text)
  if (document?.schemaVersion !== 2) return undefined
  const own = typeof document.mediaType === 'string' ? document.mediaType : undefined
  const mediaType = given ?? own ?? (Array.isArray(document.manifests) ? indexTypes[0] : imageTypes[0]) ?? ''
  if (own !== undefined && own !== mediaType) return undefined
  const subject = descriptorOf(document.subject)
  const artifactType = typeof document.artifactType === 'string' ? document.artifactType : undefined
  if (indexTypes.includes(mediaType)) {
    const children = descriptors(document.manifests)
    return (
      children && {
        mediaType,
        isIndex: true,
        parts: [...new Set(children.map(({ digest }) => digest))],
        bytes: 0,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(subject && { subject: subject.digest }),
      }
    )
  }
  if (!imageTypes.includes(mediaType)) return undefined
  const config = descriptorOf(document.config)
  const layers = descriptors(document.layers)
  if (!config || !layers) return undefined
  const all = new Map([config, ...layers].map(({ digest, size }) => [digest, size]))
  return {
    mediaType,
    isIndex: false,
    artifactType: artifactType ?? config.mediaType,
    parts: [...all.keys()],
    bytes: [...all.values()].reduce((sum, size) => sum + size, 0),
    ...(subject && { subject: subject.digest }),
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly mediaType: string
}

function descriptors(value: unknown): readonly Descriptor[] | undefined {
  if (!Array.isArray(value) || value.length > manifestEntriesMax) return undefined
  const read = value.map(descriptorOf)
  return read.every((item) => item !== undefined) ? read : undefined
}

function descriptorOf(value: unknown): Descriptor | undefined {
  if (!isObject(value)) return undefined
  const { digest, size, mediaType } = value as JsonObject
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined
  return { digest, size, mediaType: typeof mediaType === 'string' ? mediaType : '' }
}
