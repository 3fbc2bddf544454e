/**
 * Builds functions and layers: chooses the way by `Metadata.BuildMethod`, else by the runtime and by what stands in the folder. One builder
 * serves a whole session: what it has learnt (compilers that run, installed requirements) makes the next build short.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Artifact, filesBelow, joined } from './artifact.ts'
import { BuildError } from './build-error.ts'
import { type Buildable, isArchive } from './buildable.ts'
import type { BuilderSettings, Built } from './built.ts'
import { buildGo } from './go.ts'
import { buildWithMake } from './makefile.ts'
import { NodeBundler } from './node-bundler.ts'
import { nodePackages } from './node-packages.ts'
import { bundleEntry } from './node-source.ts'
import { pythonRequirements } from './python.ts'
import { buildRust } from './rust.ts'

/** Builds what a template names. */
export class Builder {
  readonly #settings: BuilderSettings
  readonly #bundler: NodeBundler

  constructor(settings: BuilderSettings) {
    this.#settings = settings
    this.#bundler = new NodeBundler(settings)
  }

  /** Builds one. Fails with a BuildError. */
  async build(buildable: Buildable): Promise<Built> {
    const { logicalId, source } = buildable
    if (!existsSync(source))
      throw new BuildError(logicalId, `its code is to stand in ${source}, which does not exist.`)
    if (isArchive(source))
      return { buildable, content: { archive: source }, inputs: { files: [source], folders: [] } }
    if (statSync(source).isFile()) {
      const [file] = filesBelow(join(source, '..'), { leaveOut: (name) => name !== basename(source) })
      return of(buildable, file ? [file] : [], { files: [source], folders: [] })
    }
    return buildable.kind === 'layer' ? this.#layer(buildable) : this.#function(buildable)
  }

  /** Ends what runs in the background. */
  async close(): Promise<void> {
    await this.#bundler.close()
  }

  async #function(buildable: Buildable): Promise<Built> {
    const { method, runtime = '', source, logicalId } = buildable
    if (method === 'makefile') return buildWithMake(buildable, this.#settings)
    if (method === 'esbuild') return this.#bundler.build(buildable)
    if (method === 'go1.x' || (runtime.startsWith('provided') && isGo(source)))
      return buildGo(buildable, this.#settings)
    if (method?.startsWith('rust') || (runtime.startsWith('provided') && isRust(source)))
      return buildRust(buildable, this.#settings)
    const language = method ?? runtime
    if (language.startsWith('nodejs')) {
      if (bundleEntry(buildable) !== undefined) return this.#bundler.build(buildable)
      return this.#copied(buildable, await nodePackages(buildable, this.#settings))
    }
    if (language.startsWith('python'))
      return this.#copied(buildable, await pythonRequirements(buildable, this.#settings))
    if (method !== undefined)
      throw new BuildError(logicalId, `there is no build method ${method}.`, [
        'There are: esbuild, makefile, go1.x, rust-cargolambda, and runtimes of Python and Node.js.',
      ])
    if (
      /^java/.test(runtime) &&
      ['pom.xml', 'build.gradle', 'build.gradle.kts'].some((name) => existsSync(join(source, name)))
    )
      throw new BuildError(logicalId, 'Java is built by its own tool first.', [
        `Run mvn package or gradle build in ${source}, and name the archive it writes as CodeUri.`,
      ])
    return this.#copied(buildable, [])
  }

  /** Source: AWS SAM Developer Guide, "Building Lambda layers": the folder that each runtime looks into. */
  async #layer(buildable: Buildable): Promise<Built> {
    const { method, source } = buildable
    if (method === undefined) return this.#copied(buildable, [])
    if (method === 'makefile') return buildWithMake(buildable, this.#settings)
    if (method.startsWith('python')) {
      const packages = await pythonRequirements({ ...buildable, runtime: method }, this.#settings)
      return of(buildable, joined(under('python', packages), filesBelow(source, { under: 'python' })), {
        files: [],
        folders: [source],
      })
    }
    if (method.startsWith('nodejs')) {
      const packages = await nodePackages({ ...buildable, runtime: method }, this.#settings)
      return of(buildable, joined(under('nodejs', packages), filesBelow(source, { under: 'nodejs' })), {
        files: [],
        folders: [source],
      })
    }
    throw new BuildError(buildable.logicalId, `there is no build method ${method} for layers.`, [
      'There are: makefile, and runtimes of Python and Node.js.',
    ])
  }

  #copied(buildable: Buildable, packages: Artifact): Built {
    return of(buildable, joined(packages, filesBelow(buildable.source)), {
      files: [],
      folders: [buildable.source],
    })
  }
}

function of(buildable: Buildable, files: Artifact, inputs: Built['inputs']): Built {
  if (files.length === 0) throw new BuildError(buildable.logicalId, `${buildable.source} holds no file.`)
  return { buildable, content: { files }, inputs }
}

function under(folder: string, files: Artifact): Artifact {
  return files.map((file) => ({ ...file, path: `${folder}/${file.path}` }))
}

const isGo = (folder: string) => existsSync(join(folder, 'go.mod')) && !existsSync(join(folder, 'bootstrap'))
const isRust = (folder: string) =>
  existsSync(join(folder, 'Cargo.toml')) && !existsSync(join(folder, 'bootstrap'))
