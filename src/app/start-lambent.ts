import type { Lambent, NewKey } from './lambent.ts'
import { beginStore } from './open-store.ts'
import type { LambentOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'

export type { Lambent, NewKey }

/**
 * Starts a server in this process: on a free port with its state in memory, unless told otherwise. Several servers in
 * one process do not touch each other. Fails with an OptionError for options that cannot be used, an OperationalError
 * when the store cannot be opened, and as `listen` does (EADDRINUSE) when the port is taken.
 */
export async function startLambent(options: LambentOptions = {}): Promise<Lambent> {
  const resolved = resolveOptions(options)
  // The store's thread gets ready while the rest of the server is loaded, which keeps this one busy: a third of a start.
  const opening = await beginStore(resolved)
  const [store, { serve }] = await Promise.all([opening.ready, import('./serve.ts')])
  try {
    return await serve(resolved, store)
  } catch (error) {
    await store.close()
    throw error
  }
}
