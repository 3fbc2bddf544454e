import type { Compute } from '../compute/index.ts'
import type { ServiceRegistry } from '../dispatch/index.ts'
import { jsonAnswer, type Route } from '../edge/index.ts'
import type { Metrics } from './metrics.ts'
import type { ResolvedOptions } from './options.ts'
import { version } from './version.ts'

/** What the pages report on. */
export interface StatusParts {
  readonly options: ResolvedOptions
  readonly registry: ServiceRegistry
  readonly metrics: Metrics
  readonly startedAt: number
  /** What runs functions, when one has been run. */
  readonly compute: () => Compute | undefined
}

/** What `GET /_lambent/health` answers. Units are in the names; `startedAt` is ISO 8601. */
export interface Health {
  readonly status: 'ok'
  readonly version: string
  readonly pid: number
  readonly startedAt: string
  readonly uptimeSeconds: number
  readonly store: 'memory' | 'sqlite' | 'postgres'
  readonly identity: 'local' | 'enforce'
  readonly services: readonly string[]
  readonly calls: number
  /** Execution environments by state; absent when no function has been run. */
  readonly environments?: Readonly<Record<string, number>>
}

/** Lambent's own pages: health for people and probes, metrics for Prometheus. */
export function statusRoutes(parts: StatusParts): Route[] {
  const health = (): Health => ({
    status: 'ok',
    version,
    pid: process.pid,
    startedAt: new Date(parts.startedAt).toISOString(),
    uptimeSeconds: (parts.options.clock.now() - parts.startedAt) / 1000,
    store: parts.options.store.kind,
    identity: parts.options.identity,
    services: parts.registry.loadedPrefixes,
    calls: parts.metrics.count,
    ...environmentsOf(parts.compute()),
  })
  return [
    { method: 'GET', path: '/_lambent/health', handler: async () => jsonAnswer(health()) },
    {
      method: 'GET',
      path: '/_lambent/metrics',
      handler: async () => {
        const { contentType, body } = await parts.metrics.text()
        return { status: 200, headers: { 'Content-Type': contentType }, body }
      },
    },
  ]
}

function environmentsOf(compute: Compute | undefined): Pick<Health, 'environments'> {
  if (!compute) return {}
  const states: Record<string, number> = {}
  for (const { state } of compute.environments) states[state] = (states[state] ?? 0) + 1
  return { environments: states }
}
