/** Processes behind walls: start, freeze, thaw, stop, output. Knows no AWS. */
export { openSandboxHost, type SandboxHostOptions } from './open-sandbox-host.ts'
export type * from './types.ts'
export { within } from './within.ts'
