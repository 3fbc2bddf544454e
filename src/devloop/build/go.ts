/** Builds Go functions where Go is installed. Source: AWS SAM Developer Guide, "Building Go Lambda functions": the program is `bootstrap`. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asObject } from '../application/template.ts'
import { LoopError } from '../loop-error.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings, Built } from './built.ts'
import { findTool, runTool } from './run-tool.ts'

/** Compiles the package in the function's folder. Fails with a BuildError that shows what the compiler says. */
export async function buildGo(buildable: Buildable, { tell }: BuilderSettings): Promise<Built> {
  const { source, logicalId, metadata } = buildable
  const go = findTool('go')
  if (go === undefined) throw new BuildError(logicalId, 'Go is not installed on this machine.')
  tell(`${logicalId}: go build ...`)
  const program = join(tmpdir(), `lambent-go-${process.pid}-${logicalId}`)
  const trim = asObject(metadata.BuildProperties)?.TrimGoPath === true ? ['-trimpath'] : []
  try {
    await runTool({
      program: go,
      args: ['build', '-o', program, ...trim, '-tags', 'lambda.norpc', '.'],
      folder: source,
      // What runs functions is this machine.
      env: { CGO_ENABLED: '0', GOOS: 'linux', GOFLAGS: process.env.GOFLAGS ?? '-buildvcs=false' },
    })
    const bytes = readFileSync(program)
    return {
      buildable,
      content: { files: [{ path: 'bootstrap', source: { bytes }, executable: true }] },
      inputs: { files: [], folders: [source] },
    }
  } catch (error) {
    if (!(error instanceof LoopError)) throw error
    throw new BuildError(logicalId, error.message, error.advice)
  } finally {
    rmSync(program, { force: true })
  }
}
