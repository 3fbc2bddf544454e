/**
 * The program. `bin/lambent` starts it in a clone (from source) and in the npm package (compiled); it keeps what Node.js
 * compiled in the user's cache folder, so that TypeScript is not stripped again at each start, and only then loads the rest.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from './cli/folders.ts'

// Not by NODE_COMPILE_CACHE: functions and other children would inherit it. A cache that cannot be used is done without.
enableCompileCache(join(cacheFolder(), 'compiled'))

const { runCommand } = await import('./cli/program.ts')
process.exitCode = await runCommand(process.argv.slice(2))
