import type { ServiceSource } from '../dispatch/index.ts'

/**
 * A service of this server. `background`: it has work that goes on without requests, so a server whose store it was
 * ever used on loads it soon after the start.
 */
export interface BuiltService extends ServiceSource {
  readonly background?: boolean
}

/** The services that are built. To add one, add its line; nothing else in this room changes. */
export const builtServices: readonly BuiltService[] = [
  { prefix: 'iam', load: async () => (await import('../services/iam/service.ts')).service },
  {
    prefix: 'logs',
    load: async () => (await import('../services/logs/service.ts')).service,
    background: true,
  },
  { prefix: 'ssm', load: async () => (await import('../services/ssm/service.ts')).service, background: true },
  { prefix: 'sts', load: async () => (await import('../services/sts/service.ts')).service },
]
