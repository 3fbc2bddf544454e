/**
 * Unpacked code, one folder for each archive, named by its hash: unpacked beside its place, then moved there in one step, so
 * that what is there is whole. Requests for the same code share one unpacking. Servers may share the folder: code in use is
 * marked by its time of change, and only what has not been marked for long is removed when there is too much.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { fetchImage, type RegistryAccess } from '../images/index.ts'
import { type CodeReference, ComputeError } from '../types.ts'
import { ZipError } from './errors.ts'
import { codeCacheBytesMax, markUsedEveryMs } from './limits.ts'
import { mergeFolders } from './merge-folders.ts'
import { unpackZip } from './zip.ts'

/** A folder that is kept as long as it is held. */
export interface HeldFolder {
  /** Absolute. */
  readonly path: string
  release(): void
}

/** What the cache needs. */
export interface CodeCacheParts {
  readonly folder: string
  readonly clock: Clock
  readonly logger: Logger
  readonly readCode: (sha256: string) => Promise<AsyncIterable<Uint8Array> | undefined>
  /** How registries of container images are reached. */
  readonly registries?: RegistryAccess
  /** Default 8 GiB. */
  readonly bytesMax?: number
}

interface Kept {
  readonly name: string
  readonly path: string
  holders: number
  markedAt: number
}

/** The cache of one server. */
export class CodeCache {
  readonly #parts: CodeCacheParts
  readonly #kept = new Map<string, Promise<Kept>>()
  #trimming: Promise<void> | undefined

  constructor(parts: CodeCacheParts) {
    this.#parts = parts
  }

  /** The folder with a function's code. Fails with a ComputeError. */
  async code(reference: CodeReference): Promise<HeldFolder> {
    if (reference.kind === 'folder') return { path: reference.path, release() {} }
    if (reference.kind === 'image')
      return this.#hold(`image-${reference.digest.replace('sha256:', '')}`, (folder) =>
        fetchImage(reference, folder, this.#parts.registries ?? {}),
      )
    return this.#hold(reference.sha256, (folder) => this.#unpack(reference.sha256, folder))
  }

  /** The folder with all layers laid over each other; undefined without layers. Fails with a ComputeError. */
  async layers(references: readonly CodeReference[]): Promise<HeldFolder | undefined> {
    const [only] = references
    if (only === undefined) return undefined
    if (references.length === 1) return this.code(only)
    const folders = await Promise.all(references.map((reference) => this.code(reference)))
    try {
      const names = references.map((reference, index) =>
        reference.kind === 'zip' ? reference.sha256 : `folder:${folders[index]?.path}`,
      )
      const hash = createHash('sha256').update(names.join('\n'))
      // Folders of the machine change under way: each environment gets what is there when it starts.
      if (references.some(({ kind }) => kind === 'folder')) hash.update(`\n${this.#parts.clock.now()}`)
      const paths = folders.map(({ path }) => path)
      return await this.#hold(`layers-${hash.digest('hex')}`, (folder) => mergeFolders(paths, folder))
    } finally {
      for (const folder of folders) folder.release()
    }
  }

  async #hold(name: string, fill: (folder: string) => Promise<number>): Promise<HeldFolder> {
    let keeping = this.#kept.get(name)
    if (!keeping) {
      keeping = this.#keep(name, fill)
      this.#kept.set(name, keeping)
      keeping.catch(() => this.#kept.delete(name))
    }
    const kept = await keeping
    kept.holders++
    this.#mark(kept)
    let released = false
    return {
      path: kept.path,
      release: () => {
        if (released) return
        released = true
        kept.holders--
      },
    }
  }

  async #keep(name: string, fill: (folder: string) => Promise<number>): Promise<Kept> {
    const root = join(this.#parts.folder, 'code')
    const path = join(root, name)
    const kept = { name, path, holders: 0, markedAt: Number.NEGATIVE_INFINITY }
    if (await exists(join(root, `${name}.json`))) return kept
    await mkdir(root, { recursive: true, mode: 0o755 })
    const work = await mkdtemp(join(root, '.new-'))
    try {
      const tree = join(work, 'tree')
      await mkdir(tree, { mode: 0o755 })
      const bytes = await fill(tree)
      await rename(tree, path).catch(async (error: unknown) => {
        // Another server was faster, or was ended between its two steps: what is there is whole.
        if (!(await exists(path))) throw error
      })
      await writeFile(join(work, 'facts'), JSON.stringify({ bytes }))
      await rename(join(work, 'facts'), join(root, `${name}.json`))
    } finally {
      await rm(work, { recursive: true, force: true })
    }
    this.#trimming ??= this.#trim(root)
      .catch((error: unknown) => this.#parts.logger.warn('Unpacked code could not be removed', { error }))
      .finally(() => {
        this.#trimming = undefined
      })
    return kept
  }

  async #unpack(sha256: string, folder: string): Promise<number> {
    const bytes = await this.#parts.readCode(sha256)
    if (!bytes)
      throw new ComputeError('code unavailable', `The code with the hash ${sha256} is not in the store.`)
    const archive = `${folder}.zip`
    await pipeline(bytes, createWriteStream(archive))
    try {
      return await unpackZip(archive, folder)
    } catch (error) {
      if (error instanceof ZipError)
        throw new ComputeError('code unavailable', error.message, { cause: error })
      throw error
    }
  }

  /** Tells other servers that the folder is used. */
  #mark(kept: Kept): void {
    const now = this.#parts.clock.now()
    if (now - kept.markedAt < markUsedEveryMs) return
    kept.markedAt = now
    const marker = `${kept.path}.json`
    stat(marker)
      .then(({ atime }) => utimes(marker, atime, new Date(now)))
      .catch((error: unknown) => this.#parts.logger.debug('Code could not be marked as used', { error }))
  }

  /** Marks what is held; to be called now and then. */
  async markHeld(): Promise<void> {
    for (const keeping of this.#kept.values()) {
      const kept = await keeping.catch(() => undefined)
      if (kept && kept.holders > 0) this.#mark(kept)
    }
  }

  async #trim(root: string): Promise<void> {
    const bytesMax = this.#parts.bytesMax ?? codeCacheBytesMax
    const found: Array<{ name: string; bytes: number; usedAt: number }> = []
    for (const file of await readdir(root)) {
      if (!file.endsWith('.json')) continue
      const path = join(root, file)
      const { mtimeMs } = await stat(path)
      const { bytes } = JSON.parse(await readFile(path, 'utf8')) as { bytes: number }
      found.push({ name: file.slice(0, -5), bytes, usedAt: mtimeMs })
    }
    let sum = found.reduce((total, { bytes }) => total + bytes, 0)
    for (const { name, bytes, usedAt } of found.toSorted((left, right) => left.usedAt - right.usedAt)) {
      if (sum <= bytesMax) return
      const kept = await this.#kept.get(name)?.catch(() => undefined)
      if (kept && kept.holders > 0) continue
      if (this.#parts.clock.now() - usedAt < 3 * markUsedEveryMs) continue
      this.#kept.delete(name)
      await rm(join(root, `${name}.json`), { force: true })
      await rm(join(root, name), { recursive: true, force: true })
      sum -= bytes
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
