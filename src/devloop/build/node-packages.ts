/**
 * The packages of a JavaScript function. What stands in its folder already is taken; else npm installs what its package.json asks
 * for. Source: AWS SAM Developer Guide, "Building Node.js Lambda functions": production dependencies only.
 */
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { type Artifact, filesBelow } from './artifact.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings } from './built.ts'
import { installedOnce } from './installed-once.ts'
import { findTool, runTool } from './run-tool.ts'

const lists = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc']

/** Files of `node_modules`, to stand beside the function's own; none where there is nothing to install. */
export async function nodePackages(buildable: Buildable, settings: BuilderSettings): Promise<Artifact> {
  if (existsSync(join(buildable.source, 'node_modules')) || dependenciesOf(buildable).length === 0) return []
  return filesBelow(await installed(buildable, settings), { under: 'node_modules' })
}

/**
 * The folder in which a bundler finds the packages that it does not find from the function's own folder upwards; undefined where
 * none is missing. `external`: packages that are not bundled, as esbuild names them (`sharp`, `@aws-sdk/*`).
 */
export async function packagesToBundle(
  buildable: Buildable,
  settings: BuilderSettings,
  external: readonly string[],
): Promise<string | undefined> {
  const isMissing = (name: string) => !isNamed(name, external) && !isInstalled(name, buildable.source)
  return dependenciesOf(buildable).some(isMissing) ? await installed(buildable, settings) : undefined
}

/** The names in `dependencies`. */
function dependenciesOf({ source, logicalId }: Buildable): string[] {
  const file = join(source, 'package.json')
  if (!existsSync(file)) return []
  try {
    const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: object }
    return Object.keys(dependencies)
  } catch (error) {
    throw new BuildError(logicalId, `${file} is not JSON: ${(error as Error).message}`)
  }
}

function isNamed(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const [before = '', after] = pattern.split('*')
    return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after)
  })
}

function isInstalled(name: string, from: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name))) return true
    if (folder === dirname(folder)) return false
  }
}

/** A `node_modules` with what package.json asks for. */
async function installed(
  { source, logicalId }: Buildable,
  { cacheFolder, tell }: BuilderSettings,
): Promise<string> {
  const present = lists.filter((name) => existsSync(join(source, name)))
  const npm = findTool('npm')
  if (npm === undefined) throw new BuildError(logicalId, 'its packages need npm, which is not installed.')
  const facts = [
    process.platform,
    process.arch,
    ...present.map((name) => `${name}\n${readFileSync(join(source, name), 'utf8')}`),
  ]
  const folder = await installedOnce(join(cacheFolder, 'nodejs'), facts, async (target) => {
    tell(`${logicalId}: installing its packages by npm ...`)
    for (const name of present) copyFileSync(join(source, name), join(target, name))
    const how = present.includes('package-lock.json') ? 'ci' : 'install'
    await runTool({
      program: npm,
      args: [how, '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      folder: target,
    }).catch((error: unknown) => {
      if (!(error instanceof LoopError)) throw error
      throw new BuildError(logicalId, `its packages cannot be installed: ${error.message}`, error.advice)
    })
  })
  return join(folder, 'node_modules')
}
