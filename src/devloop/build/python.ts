/**
 * Installs a function's `requirements.txt` by uv, or by pip where there is no uv, for the function's version of Python.
 * Source: AWS SAM Developer Guide, "Building Lambda functions with Python": packages stand beside the code.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { type Artifact, filesBelow } from './artifact.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings } from './built.ts'
import { installedOnce } from './installed-once.ts'
import { findTool, runTool } from './run-tool.ts'

/** The packages that a function's requirements ask for; none where it has no requirements. */
export async function pythonRequirements(
  { source, runtime = 'python3.13', logicalId }: Buildable,
  { cacheFolder, tell }: BuilderSettings,
): Promise<Artifact> {
  const file = join(source, 'requirements.txt')
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  if (text.split('\n').every((line) => /^\s*(#.*)?$/.test(line))) return []
  const version = runtime.replace(/^python/, '')
  const uv = findTool('uv')
  const python = uv === undefined ? await pythonThatRuns(version) : undefined
  if (uv === undefined && python === undefined)
    throw new BuildError(logicalId, 'its requirements need uv or pip, and neither is installed.')
  const machine = [process.platform, process.arch, version]
  const folder = await installedOnce(join(cacheFolder, 'python'), [...machine, text], async (target) => {
    tell(`${logicalId}: installing requirements.txt by ${uv === undefined ? 'pip' : 'uv'} ...`)
    await install({ uv, python, version, source, target }).catch((error: unknown) => {
      if (!(error instanceof LoopError)) throw error
      throw new BuildError(logicalId, `its requirements cannot be installed: ${error.message}`, error.advice)
    })
    // Programs for a command line, which no function calls.
    rmSync(join(target, 'bin'), { recursive: true, force: true })
  })
  return filesBelow(folder)
}

/** The version's own interpreter first. One that is found may still not run: a shim of pyenv, say, whose version is not chosen. */
async function pythonThatRuns(version: string): Promise<string | undefined> {
  for (const name of [`python${version}`, 'python3', 'python']) {
    const program = findTool(name)
    if (program === undefined) continue
    const works = await runTool({ program, args: ['--version'], folder: '.' }).then(
      () => true,
      () => false,
    )
    if (works) return program
  }
  return undefined
}

interface Installation {
  readonly uv: string | undefined
  readonly python: string | undefined
  readonly version: string
  readonly source: string
  readonly target: string
}

async function install({ uv, python = 'python3', version, source, target }: Installation): Promise<void> {
  const list = ['-r', 'requirements.txt']
  if (uv !== undefined) {
    const args = ['pip', 'install', '--quiet', '--target', target, '--python-version', version, ...list]
    await runTool({ program: uv, args, folder: source })
    return
  }
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-compile',
    '--target',
    target,
  ]
  // Wheels for the function's own version first: the interpreter that runs pip may be another one.
  const exact = [
    ...pip,
    '--only-binary=:all:',
    '--python-version',
    version,
    '--implementation',
    'cp',
    ...list,
  ]
  try {
    await runTool({ program: python, args: exact, folder: source })
  } catch (error) {
    if (!(error instanceof LoopError)) throw error
    // Some of them come as sources only; these are built by the interpreter at hand.
    await runTool({ program: python, args: [...pip, ...list], folder: source })
  }
}
