/**
 * The program. `bin/lambent` starts it in a clone (from source) and in the npm package (compiled). What Node.js compiled is
 * kept in the user's cache folder, so that TypeScript is not stripped again at each start.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from './cli/folders.ts'
import { findOwnModulesByName } from './own-modules.ts'

const cache = join(cacheFolder(), 'compiled')
// bin/lambent has set it, so that this file too comes from the cache. Functions and other children are not to inherit it.
if (process.env.NODE_COMPILE_CACHE === cache) delete process.env.NODE_COMPILE_CACHE
// Started without bin/lambent. A cache that cannot be used is done without.
else enableCompileCache(cache)

findOwnModulesByName()
const { runCommand } = await import('./cli/program.ts')
process.exitCode = await runCommand(process.argv.slice(2))
