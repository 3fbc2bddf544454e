/**
 * Layers whose content is packages of a registry, as publishers of layers say: fetched once into the cache, by pip or npm, and handed on
 * as the zip that such a layer is.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { zipOf } from '../code/write-zip.ts'
import type { PackageLayer } from '../types.ts'
import { installOnce } from './install-once.ts'
import type { Interpreter } from './interpreter.ts'
import { npmInstall } from './package-clients.ts'
import { pip } from './sdks.ts'

/** Puts packages into a folder. */
export type InstallPackages = (layer: PackageLayer, folder: string, signal: AbortSignal) => Promise<void>

/** Makes layers of packages. */
export class PackageLayers {
  readonly #folder: string
  readonly #logger: Logger
  readonly #ended: AbortSignal
  readonly #install: InstallPackages

  /** `folder`: of the cache. `ended` gives up what is being fetched. */
  constructor(folder: string, logger: Logger, ended: AbortSignal, install: InstallPackages) {
    this.#folder = folder
    this.#logger = logger
    this.#ended = ended
    this.#install = install
  }

  /** The zip of a layer. Fails with what the package client said. */
  async archive(layer: PackageLayer): Promise<Uint8Array> {
    const name = createHash('sha256').update(JSON.stringify(layer)).digest('hex').slice(0, 16)
    const folder = await installOnce(
      join(this.#folder, `layer-${name}`),
      async (stage) => {
        this.#logger.info(`Fetching ${layer.packages.join(', ')} for a layer, once ...`)
        await this.#install(layer, stage, this.#ended)
      },
      this.#ended,
    )
    return zipOf(await filesOf(folder, layer.language === 'python' ? 'python/' : 'nodejs/'))
  }
}

/** The files of a folder, in their order. Links are left out: a layer of packages needs none. */
async function filesOf(folder: string, prefix: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const files: Record<string, Uint8Array> = {}
  for (const path of paths.sort())
    files[prefix + relative(folder, path).split(sep).join('/')] = await readFile(path)
  return files
}

/** Installs by pip, for the version and processor that the layer is for, or by npm. */
export function installPackages(python: () => Promise<Interpreter>): InstallPackages {
  return async ({ language, packages, pythonVersion, architecture }, folder, signal) => {
    if (language === 'nodejs') return npmInstall(folder, packages, signal)
    const machine = architecture === 'arm64' ? 'aarch64' : 'x86_64'
    const target = [
      ...(pythonVersion === undefined ? [] : ['--python-version', pythonVersion]),
      ...['--implementation', 'cp', '--only-binary', ':all:'],
      ...['manylinux2014', 'manylinux_2_28'].flatMap((one) => ['--platform', `${one}_${machine}`]),
    ]
    await pip(await python(), ['--no-compile', '--target', folder, ...target, ...packages], signal)
  }
}
