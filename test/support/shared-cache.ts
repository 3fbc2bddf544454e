import { dirname } from 'node:path'
import { cacheFolder } from '../../src/app/cli/folders.ts'

/**
 * For programs that tests start with a home folder of their own: the cache of whoever runs the tests. What Node.js compiled of this clone is
 * there since its installation (a server that has to compile its sources takes four times the processor time to start, and one that is
 * killed keeps nothing of it), and what functions need is fetched once.
 */
export const sharedCache: Readonly<Record<string, string>> = { XDG_CACHE_HOME: dirname(cacheFolder()) }
