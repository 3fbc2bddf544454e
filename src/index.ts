/** Lambent as a library: `import { startLambent } from 'lambent'`. */

export { type LambentOptions, OptionError } from './app/options.ts'
export { type Lambent, startLambent } from './app/start-lambent.ts'
export type { Clock } from './base/clock.ts'
export { VirtualClock } from './base/virtual-clock.ts'
