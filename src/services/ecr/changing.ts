import { changer } from '../../store/index.ts'
import { busy } from './errors.ts'
import { changeAttemptsMax } from './limits.ts'

/** Reads, decides and commits, again when others came between. Fails as `decide` does. */
export const change = changer({ attempts: changeAttemptsMax, giveUp: busy })
