/**
 * Builds by a Makefile: the target `build-<logical id>` puts the artifact into ARTIFACTS_DIR.
 * Source: AWS SAM Developer Guide, "Building Lambda functions with custom runtimes".
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LoopError } from '../loop-error.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import type { BuilderSettings, Built } from './built.ts'
import { findTool, runTool } from './run-tool.ts'
import { inScratch } from './scratch.ts'

/** Runs the Makefile in a copy of the sources. Fails with a BuildError. */
export async function buildWithMake(buildable: Buildable, { tell }: BuilderSettings): Promise<Built> {
  const { source, logicalId, metadata } = buildable
  const make = findTool('make')
  if (make === undefined) throw new BuildError(logicalId, 'its Makefile needs make, which is not installed.')
  const { ContextPath, WorkingDirectory } = metadata
  const context = typeof ContextPath === 'string' ? ContextPath : '.'
  const working = typeof WorkingDirectory === 'string' ? WorkingDirectory : context
  if (!existsSync(join(source, context, 'Makefile')))
    throw new BuildError(logicalId, `there is no ${join(source, context, 'Makefile')}.`)
  tell(`${logicalId}: make build-${logicalId} ...`)
  const files = await inScratch(source, async ({ sources, artifacts }) => {
    await runTool({
      program: make,
      args: ['--makefile', join(sources, context, 'Makefile'), `build-${logicalId}`],
      folder: resolve(sources, working),
      env: { ARTIFACTS_DIR: artifacts },
    })
  }).catch((error: unknown) => {
    if (!(error instanceof LoopError)) throw error
    throw new BuildError(logicalId, error.message, error.advice)
  })
  if (files.length === 0)
    throw new BuildError(logicalId, `make build-${logicalId} has put nothing into $ARTIFACTS_DIR.`)
  return { buildable, content: { files }, inputs: { files: [], folders: [source] } }
}
