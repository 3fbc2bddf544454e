import { resolve } from 'node:path'

/** The folder of what runs inside execution environments, on this machine. */
export const bootstraps = resolve(import.meta.dirname, '../../bootstraps')

/** Where it is inside, wherever it lies on this machine: `/tmp`, say, is each environment's own. */
export const bootstrapsInside = '/var/rapid'
