/**
 * Archives: an OCI layout in a tar, or what `docker save` writes. Unpacked into a folder first, by names that this file chooses
 * itself; newer Dockers write both forms into one archive, and then the OCI layout is read.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Descriptor, manifestTypes } from '../documents.ts'
import { ImageError } from '../errors.ts'
import { unpackedBytesMax } from '../limits.ts'
import { readTar } from '../read-tar.ts'
import { writeEntry } from '../write-entry.ts'
import { layoutSource } from './layout-source.ts'
import type { ImageSource } from './types.ts'

/** Opens an archive. `workFolder`: where it is unpacked. Fails with an ImageError. */
export async function archiveSource(
  path: string,
  which: { readonly tag?: string; readonly digest?: string },
  workFolder: string,
): Promise<ImageSource> {
  await stat(path).catch((cause: unknown) => {
    throw new ImageError('not found', `There is no file ${path}.`, { cause })
  })
  const folder = await mkdtemp(join(workFolder, '.archive-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const files = await unpack(path, folder)
    if (files.has('index.json')) {
      await arrange(files, folder)
      return layoutSource(join(folder, 'layout'), which, close)
    }
    return await dockerSource(path, files, which, close)
  } catch (error) {
    await close()
    throw error
  }
}

/** Where each file of the archive went. */
async function unpack(path: string, folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const links: Array<readonly [string, string]> = []
  let bytes = 0
  await readTar(createReadStream(path), async (entry) => {
    const name = entry.path.replace(/^(?:\.?\/)+/, '')
    if (entry.type === 'SymbolicLink') links.push([name, entry.linkpath ?? ''])
    if (entry.type !== 'File') return
    bytes += entry.size
    if (bytes > unpackedBytesMax) throw new ImageError('too large', `${path} is larger than Lambda takes.`)
    const file = join(folder, `file-${files.size}`)
    await writeEntry(entry, file, 0o600)
    files.set(name, file)
  })
  // Older Dockers write a layer that two images share once, and a link beside it.
  for (const [name, target] of links) {
    const file = files.get(new URL(target, `file:///${name}`).pathname.slice(1))
    if (file !== undefined) files.set(name, file)
  }
  return files
}

/** Lays the files of an OCI layout out as they were named. */
async function arrange(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const layout = join(folder, 'layout')
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true })
  for (const [name, file] of files) {
    const isKnown = name === 'index.json' || /^blobs\/sha256\/[0-9a-f]{64}$/.test(name)
    if (isKnown) await rename(file, join(layout, name))
  }
}

/** What `docker save` wrote: manifest.json names a configuration and tars, none of which has a digest. */
async function dockerSource(
  path: string,
  files: ReadonlyMap<string, string>,
  which: { readonly tag?: string },
  close: () => Promise<void>,
): Promise<ImageSource> {
  const list = files.get('manifest.json')
  if (list === undefined)
    throw new ImageError('not an image', `${path} is neither an OCI archive nor one of docker save.`)
  const images = JSON.parse(await readFile(list, 'utf8')) as ReadonlyArray<{
    readonly Config: string
    readonly Layers: readonly string[]
    readonly RepoTags?: readonly string[] | null
  }>
  const image =
    which.tag === undefined ? images[0] : images.find(({ RepoTags }) => RepoTags?.includes(which.tag ?? ''))
  if (image === undefined) throw new ImageError('not found', `${path} has no such image.`)
  if (which.tag === undefined && images.length > 1)
    throw new ImageError('bad reference', `${path} has several images: say which by its name.`)
  const blobs = new Map<string, string>()
  const describe = async (name: string, mediaType: string): Promise<Descriptor> => {
    const file = files.get(name)
    if (file === undefined) throw new ImageError('not an image', `${path} has no ${name}.`)
    const digest = await digestOf(file)
    blobs.set(digest, file)
    return { mediaType, digest, size: (await stat(file)).size }
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestTypes[1],
    config: await describe(image.Config, 'application/vnd.docker.container.image.v1+json'),
    layers: await Promise.all(
      image.Layers.map((name) => describe(name, 'application/vnd.docker.image.rootfs.diff.tar')),
    ),
  }
  const bytes = new TextEncoder().encode(JSON.stringify(manifest))
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  return {
    top: async () => ({ bytes, digest }),
    document: () => Promise.reject(new ImageError('not an image', `${path} has no further manifests.`)),
    blob: async (descriptor): Promise<Readable> => {
      const file = await open(blobs.get(descriptor.digest) ?? '/nonexistent', 'r')
      return file.createReadStream()
    },
    close,
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array)
  return `sha256:${hash.digest('hex')}`
}
