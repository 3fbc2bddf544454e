/**
 * Where an image is. A registry's, as everywhere: `host[:port]/repository[:tag][@digest]`, ECR's names among them. On this
 * machine, with the words that skopeo and podman use: `oci:/folder[:name]`, `oci-archive:/file.tar[:name]` and
 * `docker-archive:/file.tar[:name]`, each with an optional `@sha256:...` behind it.
 */
import { ImageError } from './errors.ts'

export type ImageReference =
  | {
      readonly kind: 'registry'
      /** With its port. */
      readonly host: string
      readonly repository: string
      readonly tag?: string
      readonly digest?: string
    }
  | {
      readonly kind: 'oci' | 'oci-archive' | 'docker-archive'
      readonly path: string
      readonly tag?: string
      readonly digest?: string
    }

const local =
  /^(?<kind>oci|oci-archive|docker-archive):(?<path>\/[^:@]+)(?::(?<tag>[^@]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/
const registry =
  /^(?<host>(?:[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?)\/(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/

/** Reads a reference. Fails with an ImageError. */
export function readImageReference(text: string): ImageReference {
  const parts = (local.exec(text) ?? registry.exec(text))?.groups
  if (parts === undefined) throw new ImageError('bad reference', `'${text}' names no image.`)
  const { kind, path, host, repository, tag, digest } = parts
  const which = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
  if (path !== undefined) return { kind: kind as 'oci', path, ...which }
  return { kind: 'registry', host: host ?? '', repository: repository ?? '', ...which }
}

/** The reference that leads to this very image, whatever a tag means later. */
export function pinnedReference(reference: ImageReference, digest: string): string {
  if (reference.kind === 'registry') return `${reference.host}/${reference.repository}@${digest}`
  const { kind, path, tag } = reference
  return `${kind}:${path}${tag === undefined ? '' : `:${tag}`}@${digest}`
}
