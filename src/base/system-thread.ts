import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * What a thread may keep of young objects. Unit: MiB. Messages die at once; more room for them only makes the server larger.
 */
const youngGenerationMb = 4

/**
 * Starts a thread from the file `name` next to the one whose `import.meta.url` is given: compiled, that ends as the other does.
 */
export function startThread(besideUrl: string, name: string, options: WorkerOptions): Worker {
  const extension = besideUrl.endsWith('.ts') ? 'ts' : 'js'
  return new Worker(new URL(`./${name}.${extension}`, besideUrl), {
    env: threadEnvironment(),
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    ...options,
  })
}

/**
 * A thread does not inherit the compile cache of the process. Without it, it strips the types of its sources anew, and
 * what does that takes 20 MB and 50 ms in each thread. Node.js reads the variable when the thread starts.
 */
function threadEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir()
  // The answer is the folder of this version of Node.js inside the one that was given.
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) }
}
