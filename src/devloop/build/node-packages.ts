/**
 * The packages of a JavaScript function that is not bundled. What stands in its folder already is taken; else npm installs what its
 * package.json asks for. Source: AWS SAM Developer Guide, "Building Node.js Lambda functions": production dependencies only.
 */
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { type Artifact, filesBelow } from './artifact.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings } from './built.ts'
import { installedOnce } from './installed-once.ts'
import { findTool, runTool } from './run-tool.ts'

const lists = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc']

/** Files of `node_modules`, to stand beside the function's own; none where there is nothing to install. */
export async function nodePackages(
  { source, logicalId }: Buildable,
  { cacheFolder, tell }: BuilderSettings,
): Promise<Artifact> {
  const present = lists.filter((name) => existsSync(join(source, name)))
  if (!present.includes('package.json') || existsSync(join(source, 'node_modules'))) return []
  const read = (name: string) => readFileSync(join(source, name), 'utf8')
  let dependencies: object
  try {
    dependencies = (JSON.parse(read('package.json')) as { dependencies?: object }).dependencies ?? {}
  } catch (error) {
    throw new BuildError(
      logicalId,
      `${join(source, 'package.json')} is not JSON: ${(error as Error).message}`,
    )
  }
  if (Object.keys(dependencies).length === 0) return []
  const npm = findTool('npm')
  if (npm === undefined) throw new BuildError(logicalId, 'its packages need npm, which is not installed.')
  const facts = [process.platform, process.arch, ...present.map((name) => `${name}\n${read(name)}`)]
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
  return filesBelow(join(folder, 'node_modules'), { under: 'node_modules' })
}
