import type { Soon } from '../base/soon.ts'
import type { Surroundings } from '../dispatch/index.ts'
import type { FrontDesk, FrontDesks } from '../edge/index.ts'
import { loadedOnce } from './loaded-once.ts'

/** The services that have a part in the front door. Each is loaded when a request first means its service. */
export function frontDesks(surroundings: Surroundings): FrontDesks {
  return new Map<string, () => Soon<FrontDesk>>([
    [
      'cognito-idp',
      loadedOnce(async () =>
        (await import('../services/cognito-idp/adapters/front-desk.ts')).createFrontDesk(),
      ),
    ],
    [
      'execute-api',
      loadedOnce(async () =>
        (await import('../services/execute-api/adapters/front-desk.ts')).createFrontDesk(),
      ),
    ],
    [
      's3',
      loadedOnce(async () =>
        (await import('../services/s3/adapters/front-desk.ts')).createFrontDesk(surroundings),
      ),
    ],
  ])
}
