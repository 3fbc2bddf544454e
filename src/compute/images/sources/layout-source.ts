/** A folder in the OCI Image Layout. Source: OCI Image Format Specification, "Image Layout". */
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Descriptor, parseDocument, readIndex } from '../documents.ts'
import { ImageError } from '../errors.ts'
import { documentBytesMax } from '../limits.ts'
import type { Document, ImageSource } from './types.ts'

/** `tag`: the name that index.json gives the image; may be left out where there is one alone. */
export function layoutSource(
  folder: string,
  which: { readonly tag?: string; readonly digest?: string },
  close: () => Promise<void> = async () => {},
): ImageSource {
  const pathOf = (digest: string) => join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length))
  const document = async ({ digest }: Pick<Descriptor, 'digest'>): Promise<Document> => ({
    bytes: await readSmall(pathOf(digest), folder),
    digest,
  })
  return {
    async top() {
      if (which.digest !== undefined) return await document({ digest: which.digest })
      const index = readIndex(parseDocument(await readSmall(join(folder, 'index.json'), folder), 'index'))
      const named = which.tag === undefined ? index : index.filter((one) => nameOf(one) === which.tag)
      const [only] = named
      if (only === undefined)
        throw new ImageError('not found', `${folder} has no image${which.tag ? ` named ${which.tag}` : ''}.`)
      if (named.length > 1)
        throw new ImageError('bad reference', `${folder} has several images: say which by its name.`)
      return await document(only)
    },
    document,
    blob: async ({ digest }) => await openFile(pathOf(digest), folder),
    close,
  }
}

function nameOf({ annotations }: Descriptor): string | undefined {
  return annotations?.['org.opencontainers.image.ref.name'] ?? annotations?.['io.containerd.image.name']
}

async function openFile(path: string, folder: string): Promise<Readable> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw missing(path, folder, cause)
  })
  return file.createReadStream()
}

async function readSmall(path: string, folder: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > documentBytesMax)
      throw new ImageError('not an image', `${path} is larger than a manifest may be.`)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof ImageError) throw cause
    throw missing(path, folder, cause)
  }
}

function missing(path: string, folder: string, cause: unknown): ImageError {
  return new ImageError('not found', `${folder} has no ${path.slice(folder.length + 1)}.`, { cause })
}
