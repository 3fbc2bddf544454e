import { partitionOf } from '../aws/identifiers.ts'
import type { Logger } from '../base/logger.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { type CallRecord, Dispatcher, ServiceRegistry, TrailRecorder } from '../dispatch/index.ts'
import { Authenticator, frontDoor, RouteTable, upgradesOf } from '../edge/index.ts'
import { startHttpServer } from '../http/index.ts'
import { JobRunner } from '../jobs/index.ts'
import type { NewKey } from '../services/iam/adapters/credentials.ts'
import type { UsageSource } from '../services/lambda/adapters/usage-report.ts'
import type { Store } from '../store/index.ts'
import { Background } from './background.ts'
import { CredentialCache } from './credentials.ts'
import { debugRoute } from './debug-route.ts'
import { eventsRoute } from './events-route.ts'
import { frontDesks } from './front-desks.ts'
import { ComputeRoom } from './functions/compute-room.ts'
import { environmentMetrics } from './functions/environment-metrics.ts'
import { IdentityPolicyCache } from './identity-policies.ts'
import { untilIdle } from './idle.ts'
import { KeyUses } from './key-uses.ts'
import type { Lambent } from './lambent.ts'
import { Metrics } from './metrics.ts'
import type { ResolvedOptions } from './options.ts'
import { ServiceResourceTypes } from './resource-types.ts'
import type { Rooms } from './rooms.ts'
import { serviceRoutes } from './service-routes.ts'
import { builtServices } from './services.ts'
import { ApplicationSites } from './sites.ts'
import { statusRoutes } from './status-routes.ts'
import { resumeTime, timeRoutes } from './time-routes.ts'
import { usageRoute } from './usage-route.ts'
import { UsedServices } from './used-services.ts'

/** How seldom what only frees room on the disk is done in virtual time, where a year passes in a moment. Unit: milliseconds. */
const virtualRoutineMs = 90 * 86_400_000

/** Puts the rooms together around a store and listens. Fails as `listen` does. */
export async function serve(options: ResolvedOptions, store: Store): Promise<Lambent> {
  const { logger, clock, random } = options
  await resumeTime(clock, store)
  const startedAt = clock.now()
  const background = new Background(logger.child({ room: 'background' }))
  const jobs = new JobRunner(
    { store, clock, random, logger: logger.child({ room: 'jobs' }) },
    { ...options, ...(clock instanceof VirtualClock ? { routineMsMin: virtualRoutineMs } : {}) },
  )
  const hasBackground = new Set(
    builtServices.filter((service) => service.background).map(({ prefix }) => prefix),
  )
  let usage: UsageSource | undefined
  const sites = new ApplicationSites(() => registry)
  const rooms: Rooms = {
    compute: () => functions.compute(),
    reportUsage: (source) => {
      usage = source
    },
    resourceTypes: new ServiceResourceTypes(builtServices, () => registry),
    answerUrls: (load) => sites.answerUrls(load),
    answerApis: (gateway) => sites.answerApis(gateway),
    answerPools: (load) => sites.answerPools(load),
    answerRegistries: (load) => sites.answerRegistries(load),
  }
  const sources = builtServices.map(({ prefix, load }) => ({ prefix, load: () => load(rooms) }))
  const registry = new ServiceRegistry(sources, async (service) => {
    if (hasBackground.has(service.named.prefix)) await used.note(service.named.prefix)
    await background.begin(service, { ...dispatcher.surroundings, jobs })
  })
  // Sweeps and timers of services that nobody calls any more, or only on another node, must go on all the same.
  const loadUsed = async () => {
    for (const prefix of await used.list()) if (hasBackground.has(prefix)) await registry.load(prefix)
  }
  const used = new UsedServices(store, () => background.track(loadUsed()))
  const metrics = new Metrics(
    () => server.inFlight,
    () => environmentMetrics(functions.built),
  )
  const settings = { identity: options.identity, endpoint: '' }
  const keyUses = new KeyUses(store, clock, logger.child({ room: 'key-uses' }))
  const record = recorder(metrics, keyUses, logger.child({ room: 'dispatch' }))
  const trail = new TrailRecorder(clock)
  const identityPolicies = new IdentityPolicyCache(store)
  const surroundings = { store, clock, random, logger, settings, trail, identityPolicies }
  const dispatcher = new Dispatcher(registry, surroundings, record)
  const credentials = new CredentialCache(store)
  const idle = () => untilIdle(background, jobs, store)
  const doorParts = {
    registry,
    dispatcher,
    authenticator: new Authenticator({
      ...options,
      credentials,
    }),
    routes: new RouteTable([
      ...statusRoutes({ options, registry, metrics, startedAt, compute: () => functions.built }),
      usageRoute(async () => {
        await registry.load('lambda')
        return usage?.report()
      }),
      sites.route,
      ...serviceRoutes({ store, clock, random }, options.identity === 'local'),
      ...timeRoutes(clock, store, idle),
      eventsRoute(trail, options.identity === 'local'),
      debugRoute({ compute: () => functions.compute(), store, openToAll: options.identity === 'local' }),
    ]),
    desks: frontDesks(dispatcher.surroundings),
    sites: sites.all,
    random,
    logger: logger.child({ room: 'edge' }),
  }
  const handler = frontDoor(doorParts)
  const functions = new ComputeRoom({
    options,
    surroundings: dispatcher.surroundings,
    handler,
    port: () => server.port,
    loadLogs: () => registry.load('logs'),
  })
  const server = await startHttpServer({
    host: options.host,
    port: options.port,
    logger: logger.child({ room: 'http' }),
    handler,
    upgrades: upgradesOf(doorParts),
  })
  settings.endpoint = endpointOf(options.host, server.port)
  background.track(loadUsed())

  const stop = async () => {
    await server.close(options.drainMs)
    used.close()
    await background.stop()
    await jobs.stop()
    await functions.stop()
    await usage?.flush()
    await keyUses.close()
    credentials.close()
    identityPolicies.close()
    metrics.close()
    await store.close()
  }
  let stopped: Promise<void> | undefined
  const firstKey = await makeFirstKey(options, store)
  jobs.start()
  return {
    endpoint: settings.endpoint,
    port: server.port,
    ...(firstKey === undefined ? {} : { firstKey }),
    idle,
    stop: () => (stopped ??= stop()),
  }
}

/** Where signatures are verified and nobody has a key, nobody could get in. */
async function makeFirstKey(options: ResolvedOptions, store: Store): Promise<NewKey | undefined> {
  if (options.identity !== 'enforce') return undefined
  const { makeFirstRootAccessKey } = await import('../services/iam/adapters/credentials.ts')
  const { random, clock, defaultAccountId, defaultRegion } = options
  return await makeFirstRootAccessKey(store, {
    accountId: defaultAccountId,
    partition: partitionOf(defaultRegion),
    now: clock.now(),
    random,
  })
}

/** Where a client on this machine reaches the server. */
function endpointOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::' || host === ''
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function recorder(metrics: Metrics, keyUses: KeyUses, logger: Logger): (call: CallRecord) => void {
  return (call) => {
    metrics.record(call)
    keyUses.note(call)
    const { defect, service, operation, requestId, durationMs, errorCode, fault } = call
    const told = { service, operation, requestId, durationMs }
    const facts = errorCode === undefined ? told : { ...told, errorCode, fault }
    if (defect !== undefined) logger.error('An operation failed by a defect', { ...facts, error: defect })
    else logger.debug('call', facts)
  }
}
