/**
 * Bundles Node.js functions by esbuild. Options are those of SAM. What SAM's templates do not say is chosen so that a handler in
 * TypeScript runs: one file, the SDK left to the runtime that has it, source maps beside.
 * Source: AWS SAM Developer Guide, "Building Node.js Lambda functions with esbuild".
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import type { BuildContext, BuildFailure, BuildOptions, Format, Message } from 'esbuild'
import { asObject } from '../application/template.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings, Built } from './built.ts'
import { packagesToBundle } from './node-packages.ts'
import { bundleEntry, handlerModule } from './node-source.ts'

/** Bundles of functions, each with a compiler that remembers what it has parsed. */
export class NodeBundler {
  readonly #settings: BuilderSettings
  readonly #contexts = new Map<string, { readonly options: string; readonly context: BuildContext }>()
  #esbuild: Promise<typeof import('esbuild')> | undefined

  constructor(settings: BuilderSettings) {
    this.#settings = settings
  }

  /** Bundles a function. Fails with a BuildError that has a line for each fault. */
  async build(buildable: Buildable): Promise<Built> {
    const options = await this.#withPackages(buildable, optionsFor(buildable))
    const context = await this.#contextFor(buildable.logicalId, options)
    try {
      const { outputFiles = [], metafile } = await context.rebuild()
      const folder = options.outdir ?? dirname(options.outfile ?? '')
      const root = options.outdir ?? buildable.source
      const inputs = Object.keys(metafile?.inputs ?? {}).map((name) => resolve(buildable.source, name))
      return {
        buildable,
        content: {
          files: outputFiles
            .map(({ path, contents }) => ({
              path: relative(options.outdir === undefined ? root : folder, path).replaceAll('\\', '/'),
              source: { bytes: contents },
              executable: false,
            }))
            .sort((left, right) => (left.path < right.path ? -1 : 1)),
        },
        inputs: { files: [...inputs, ...settingsFiles(buildable.source)], folders: [] },
        ...(wantsSourceMaps(buildable) ? { environment: { NODE_OPTIONS: '--enable-source-maps' } } : {}),
      }
    } catch (error) {
      const { errors } = error as Partial<BuildFailure>
      if (errors === undefined) throw error
      throw new BuildError(
        buildable.logicalId,
        errors.length === 1 ? 'it has a fault.' : `it has ${errors.length} faults.`,
        errors.map((fault) => faultLine(fault, buildable.source)),
      )
    }
  }

  /** Ends the compilers. */
  async close(): Promise<void> {
    await Promise.all([...this.#contexts.values()].map(({ context }) => context.dispose()))
    this.#contexts.clear()
    if (this.#esbuild) await (await this.#esbuild).stop()
  }

  /** SAM installs what package.json asks for before it bundles. */
  async #withPackages(buildable: Buildable, options: BuildOptions): Promise<BuildOptions> {
    if (options.packages === 'external') return options
    const folder = await packagesToBundle(buildable, this.#settings, options.external ?? [])
    return folder === undefined ? options : { ...options, nodePaths: [folder] }
  }

  async #contextFor(logicalId: string, options: BuildOptions): Promise<BuildContext> {
    const text = JSON.stringify(options)
    const present = this.#contexts.get(logicalId)
    if (present?.options === text) return present.context
    await present?.context.dispose()
    this.#esbuild ??= import('esbuild')
    const context = await (await this.#esbuild).context(options)
    this.#contexts.set(logicalId, { options: text, context })
    return context
  }
}

function faultLine({ text, location }: Message, folder: string): string {
  if (location === null) return text
  const { file, line, column, lineText } = location
  const mark = `${' '.repeat(column)}^`
  return `${resolve(folder, file)}:${line}:${column + 1}: ${text}\n    ${lineText}\n    ${mark}`
}

/** Files beside the sources whose change changes the bundle. */
function settingsFiles(folder: string): string[] {
  return ['package.json', 'tsconfig.json'].map((name) => join(folder, name))
}

function wantsSourceMaps({ metadata }: Buildable): boolean {
  return asObject(metadata.BuildProperties)?.Sourcemap === true
}

const banner =
  "import{createRequire as lambentCreateRequire}from'node:module';const require=lambentCreateRequire(import.meta.url);"

function optionsFor(buildable: Buildable): BuildOptions {
  const { source, handler = 'index.handler', metadata, method, logicalId, runtime } = buildable
  const given = asObject(metadata.BuildProperties) ?? {}
  const entry = bundleEntry(buildable)
  if (entry === undefined)
    throw new BuildError(
      logicalId,
      `neither TypeScript nor JavaScript of its handler ${handler} stands in ${source}.`,
    )
  if (!existsSync(join(source, entry)))
    throw new BuildError(logicalId, `its entry point ${join(source, entry)} does not exist.`)
  const list = (name: string) => [given[name]].flat().filter((one) => typeof one === 'string')
  const text = (name: string) => (typeof given[name] === 'string' ? (given[name] as string) : undefined)
  const flag = (name: string) => given[name] === true || given[name] === 'true'
  const pairs = (name: string) =>
    asObject(given[name]) !== undefined
      ? (given[name] as Record<string, string>)
      : Object.fromEntries(
          list(name).map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
        )
  const entryPoints = list('EntryPoints')
  const format = (text('Format') ??
    (entryPoints.length === 0 ? naturalFormat(source, entry) : 'cjs')) as Format
  const isModule = format === 'esm'
  const external = list('External')
  const banners = { ...(isModule && method !== 'esbuild' ? { js: banner } : {}), ...pairs('Banner') }
  const mainFields = text('MainFields')?.split(',') ?? list('MainFields')
  const tsconfig = text('TsConfig') ?? text('Tsconfig')
  return {
    absWorkingDir: source,
    entryPoints: entryPoints.length === 0 ? [entry] : entryPoints,
    ...(entryPoints.length === 0
      ? { outfile: join(source, `${handlerModule(handler)}${isModule ? '.mjs' : '.js'}`) }
      : // A folder that nothing is written to: paths come out relative to it.
        { outdir: join(source, '.lambent'), ...(isModule ? { outExtension: { '.js': '.mjs' } } : {}) }),
    ...(entryPoints.length > 0 && Object.keys(pairs('OutExtension')).length > 0
      ? { outExtension: pairs('OutExtension') }
      : {}),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    logLevel: 'silent',
    target: text('Target')?.split(',') ?? [nodeTarget(runtime)],
    format,
    minify: method === 'esbuild' && given.Minify === undefined ? true : flag('Minify'),
    keepNames: flag('KeepNames'),
    sourcemap: method === 'esbuild' ? flag('Sourcemap') : 'linked',
    ...(given.SourcesContent === undefined ? {} : { sourcesContent: flag('SourcesContent') }),
    // AWS's runtimes have the SDK. Without a word from the template it is not bundled, as CDK has it too.
    external: method === 'esbuild' ? external : [...external, '@aws-sdk/*', '@smithy/*'],
    loader: pairs('Loader') as NonNullable<BuildOptions['loader']>,
    define: pairs('Define'),
    alias: pairs('Alias'),
    ...(Object.keys(banners).length === 0 ? {} : { banner: banners }),
    ...(Object.keys(pairs('Footer')).length === 0 ? {} : { footer: pairs('Footer') }),
    ...(mainFields.length === 0 ? {} : { mainFields }),
    ...(flag('Splitting') ? { splitting: true } : {}),
    ...(text('Packages') === 'external' ? { packages: 'external' as const } : {}),
    ...(tsconfig === undefined ? {} : { tsconfig: resolve(source, tsconfig) }),
  }
}

/** What Node.js would take the module for. Source: Node.js documentation, "Determining module system". */
function naturalFormat(source: string, entry: string): Format {
  const extension = extname(entry)
  if (extension === '.mts' || extension === '.mjs') return 'esm'
  if (extension === '.cts' || extension === '.cjs') return 'cjs'
  for (let folder = dirname(join(source, entry)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type === 'module' ? 'esm' : 'cjs'
      } catch {
        return 'cjs'
      }
    }
    if (folder === dirname(folder)) return 'cjs'
  }
}

function nodeTarget(runtime = ''): string {
  const version = /^nodejs(\d+)/.exec(runtime)?.[1]
  return version === undefined ? 'es2020' : `node${version}`
}
