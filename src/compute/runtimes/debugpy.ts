/** The debugger of Python, which VS Code and others speak to. Fetched once for each version, when a function is to be debugged. */
import { join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import type { ReadOnlyMount } from '../../sandbox/index.ts'
import { ComputeError } from '../types.ts'
import { installOnce } from './install-once.ts'
import type { Interpreter } from './interpreter.ts'
import { minorOf, pip } from './sdks.ts'

/** Where it is found inside. Fails with a ComputeError. */
export async function fetchDebugpy(
  cacheFolder: string,
  interpreter: Interpreter,
  logger: Logger,
  ended: AbortSignal,
): Promise<ReadOnlyMount> {
  const folder = join(cacheFolder, `debugpy-${minorOf(interpreter)}`)
  try {
    await installOnce(folder, async (stage) => {
      logger.info('Fetching debugpy, once ...')
      await pip(interpreter, ['--target', stage, 'debugpy'], ended)
    })
  } catch (error) {
    throw new ComputeError('no runtime', `debugpy could not be fetched: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return { source: folder, target: '/var/debugger' }
}
