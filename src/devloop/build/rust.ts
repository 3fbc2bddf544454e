/**
 * Builds Rust functions where cargo is installed, by cargo-lambda where that is. Source: AWS SAM Developer Guide, "Building Rust Lambda
 * functions with Cargo Lambda": `Binary` names the program, which becomes `bootstrap`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asObject } from '../application/template.ts'
import { LoopError } from '../loop-error.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings, Built } from './built.ts'
import { findTool, runTool } from './run-tool.ts'

/** Compiles a crate. Fails with a BuildError that shows what the compiler says. */
export async function buildRust(
  buildable: Buildable,
  { cacheFolder, tell }: BuilderSettings,
): Promise<Built> {
  const { source, logicalId, metadata } = buildable
  const cargo = findTool('cargo')
  if (cargo === undefined) throw new BuildError(logicalId, 'cargo is not installed on this machine.')
  const properties = asObject(metadata.BuildProperties)
  const named = properties?.Binary
  const release = properties?.Profile === 'dev' ? [] : ['--release']
  const lambda = findTool('cargo-lambda') !== undefined
  const target = join(cacheFolder, 'rust')
  tell(`${logicalId}: cargo ${lambda ? 'lambda build' : 'build'} ...`)
  try {
    const said = await runTool({
      program: cargo,
      args: [
        ...(lambda ? ['lambda'] : []),
        'build',
        ...release,
        ...(lambda ? [] : ['--message-format', 'json']),
        '--target-dir',
        target,
        ...(typeof named === 'string' ? ['--bin', named] : []),
      ],
      folder: source,
    })
    const program = lambda
      ? join(target, 'lambda', typeof named === 'string' ? named : packageName(source), 'bootstrap')
      : lastProgram(said)
    if (program === undefined) throw new LoopError('cargo has built no program.')
    return {
      buildable,
      content: { files: [{ path: 'bootstrap', source: { bytes: readFileSync(program) }, executable: true }] },
      inputs: { files: [], folders: [source] },
    }
  } catch (error) {
    if (!(error instanceof LoopError)) throw error
    throw new BuildError(logicalId, error.message, error.advice)
  }
}

/** Source: The Cargo Book, "External tools": each program is named by a line of JSON. */
function lastProgram(said: string): string | undefined {
  return said
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('{')) return []
      const { executable } = JSON.parse(line) as { executable?: string | null }
      return typeof executable === 'string' ? [executable] : []
    })
    .at(-1)
}

function packageName(source: string): string {
  return /^\s*name\s*=\s*"([^"]+)"/m.exec(readFileSync(join(source, 'Cargo.toml'), 'utf8'))?.[1] ?? ''
}
