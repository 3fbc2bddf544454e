/** An image as the cache of code keeps it: its root file system, and what it says of itself. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type CodeReference, ComputeError } from '../types.ts'
import type { ImageConfig, imageArchitectures } from './documents.ts'
import { ImageError } from './errors.ts'
import { openSource } from './open-source.ts'
import { type FoundImage, findImage, unpackImage } from './pull-image.ts'
import { pinnedReference, readImageReference } from './reference.ts'
import { folderAt } from './safe-path.ts'
import type { RegistryAccess } from './sources/registry-source.ts'
import type { ImageSource } from './sources/types.ts'

type Architecture = keyof typeof imageArchitectures

/** Finds an image by a reference. `workFolder`: for archives, which are unpacked to be read. Fails with an ImageError. */
export async function findImageFor(
  text: string,
  architecture: Architecture,
  access: RegistryAccess,
  workFolder: string,
): Promise<{ readonly digest: string; readonly uri: string }> {
  const reference = readImageReference(text)
  return await reading(text, access, workFolder, async (source) => {
    const { digest } = await findImage(source, architecture)
    return { digest, uri: pinnedReference(reference, digest) }
  })
}

/** Fetches and unpacks an image into an empty folder. Answers how many bytes it came to. Fails with a ComputeError. */
export async function fetchImage(
  { uri, digest, architecture }: Extract<CodeReference, { kind: 'image' }>,
  folder: string,
  access: RegistryAccess,
): Promise<number> {
  try {
    return await reading(uri, access, dirname(folder), async (source) => {
      const image = await findImage(source, architecture)
      if (image.digest !== digest)
        throw new ImageError('not found', `${uri} leads to another image now: ${image.digest}.`)
      return await unpackInto(source, image, folder)
    })
  } catch (error) {
    if (error instanceof ImageError)
      throw new ComputeError('code unavailable', error.message, { cause: error })
    throw error
  }
}

async function reading<Result>(
  text: string,
  access: RegistryAccess,
  workFolder: string,
  read: (source: ImageSource) => Promise<Result>,
): Promise<Result> {
  const source = await openSource(readImageReference(text), access, workFolder)
  try {
    return await read(source)
  } finally {
    await source.close()
  }
}

async function unpackInto(source: ImageSource, image: FoundImage, folder: string): Promise<number> {
  const root = join(folder, 'root')
  await mkdir(root, { mode: 0o755 })
  const bytes = await unpackImage(source, image, root)
  await addMountPoints(root)
  await writeFile(join(folder, 'image.json'), JSON.stringify(image.config))
  return bytes
}

/** The root is seen read-only: what is mounted over it needs a place that is there. */
async function addMountPoints(root: string): Promise<void> {
  for (const path of ['proc', 'dev', 'tmp', 'etc', 'opt', 'var/task', 'var/runtime'])
    await folderAt(root, path.split('/'), true)
  const etc = await folderAt(root, ['etc'], false)
  for (const name of ['resolv.conf', 'hosts'])
    if (etc !== undefined) await writeFile(join(etc, name), '', { flag: 'wx' }).catch(() => {})
}

/** What an image that was fetched says of itself. `folder`: as {@link fetchImage} filled it. */
export async function readImage(
  folder: string,
): Promise<{ readonly root: string; readonly config: ImageConfig }> {
  const config = JSON.parse(await readFile(join(folder, 'image.json'), 'utf8')) as ImageConfig
  return { root: join(folder, 'root'), config }
}
