import type { Surroundings } from '../dispatch/index.ts'
import type { FrontDesk, FrontDesks } from '../edge/index.ts'

/** The services that have a part in the front door. Each is loaded when a request first means its service. */
export function frontDesks(surroundings: Surroundings): FrontDesks {
  return new Map([
    [
      's3',
      remembered(async () =>
        (await import('../services/s3/adapters/front-desk.ts')).createFrontDesk(surroundings),
      ),
    ],
  ])
}

function remembered(load: () => Promise<FrontDesk>): () => Promise<FrontDesk> {
  let desk: Promise<FrontDesk> | undefined
  return () => (desk ??= load())
}
