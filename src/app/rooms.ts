import type { Compute } from '../compute/index.ts'

/** What a service may ask the application for beside what every service is given. Nothing is built before it is asked for. */
export interface Rooms {
  /** Runs functions; the same for all that ask. Fails with a ComputeError when it cannot be built. */
  compute(): Promise<Compute>
}

/** For reading declarations alone: nothing can be asked for. */
export const noRooms: Rooms = {
  compute: () => Promise.reject(new Error('No server runs: only declarations are read.')),
}
