import { join } from 'node:path'
import { systemClock } from '../base/system-clock.ts'
import { CodeCache } from './code/code-cache.ts'
import { DebugSessions } from './debugging/debugging.ts'
import { Environment } from './environment/environment.ts'
import type { RuntimeCatalogue } from './environment/runtime-plan.ts'
import { findImageFor, imagePlan } from './images/index.ts'
import { Fleet, type MakeEnvironment } from './placement/fleet.ts'
import { Provisioning } from './placement/provisioning.ts'
import { Snapshots } from './placement/snapshots.ts'
import { Workshop } from './pools/workshop.ts'
import { CredentialShelf } from './role-credentials.ts'
import { parametersAndSecretsLayer } from './runtimes/extension-layers.ts'
import { runtimeCatalogue } from './runtimes/index.ts'
import {
  type Compute,
  ComputeError,
  type ComputeSurroundings,
  type FunctionVersion,
  type Outcome,
  type StreamedOutcome,
} from './types.ts'

/** Builds what runs functions on this node. */
export async function createCompute(
  surroundings: ComputeSurroundings,
  catalogue: RuntimeCatalogue = runtimeCatalogue(surroundings),
): Promise<Compute> {
  const { clock, random, logger, sandboxes, readCode, cacheFolder, socketFolder } = surroundings
  const codes = new CodeCache({
    folder: cacheFolder,
    clock: systemClock,
    logger,
    readCode,
    ...(surroundings.registries ? { registries: surroundings.registries } : {}),
  })
  // A root of its own is what namespaces of mounts give.
  const hasOwnRoots = sandboxes.protections.some(({ name, active }) => name === 'namespaces' && active)
  const credentials = new CredentialShelf(surroundings.credentials, clock)
  const workshop = new Workshop({ sandboxes, socketFolder, logger })

  /** What a version runs on. The folders are held until `release`. */
  const prepared = async (version: FunctionVersion) => {
    const [code, layers] = await settled(codes.code(version.code), codes.layers(version.layers))
    const release = () => {
      code.release()
      layers?.release()
    }
    try {
      const folders = { task: code.path, ...(layers ? { layers: layers.path } : {}) }
      const plan =
        version.code.kind === 'image'
          ? await imagePlan(version, code.path, hasOwnRoots)
          : await catalogue.plan(version, folders)
      return { code, layers, release, plan }
    } catch (error) {
      release()
      throw error
    }
  }

  const make: MakeEnvironment = async (version, initializationType, listener, isWanted) => {
    const [roleCredentials, { code, layers, plan: usual, release }] = await settled(
      credentials.of(version),
      prepared(version),
    )
    try {
      const debugged = sessions.of(version)
      const door = debugged && { port: debugged.session.insidePort, wait: debugged.wait }
      const plan = (door && (await usual.debugged?.(door))) ?? usual
      // A runtime that was forked from a warm parent goes on to serve forks of its own after the hooks before a snapshot.
      const template = version.snapStart ? await snapshots.of(version) : undefined
      const shell =
        version.snapStart || debugged
          ? await workshop.takeBare(plan, template)
          : await workshop.take(plan, isWanted)
      return new Environment(
        {
          version,
          initializationType,
          plan,
          code,
          layers,
          credentials: roleCredentials,
          ...shell,
          template,
          debug: debugged?.session,
          surroundings,
          clock,
          random,
          logger,
        },
        listener,
      )
    } catch (error) {
      release()
      throw error
    }
  }

  const snapshots = new Snapshots({
    workshop,
    prepare: prepared,
    credentials: (version) => credentials.of(version),
    surroundings,
    clock,
    random,
    logger,
  })
  const fleet = new Fleet(make, logger)
  const sessions = new DebugSessions({
    socketFolder,
    onHost: !sandboxes.protections.some(({ name, active }) => name === 'network' && active),
    renew: (version) => fleet.renew(version),
    startOne: (version) => {
      fleet.startOne(fleet.group(version), 'on-demand').catch((error: unknown) => {
        logger.debug('An environment for a debugger could not be made', { error })
      })
    },
  })
  fleet.mostOf = (version) => (sessions.of(version) ? 1 : Number.POSITIVE_INFINITY)
  const provisioning = new Provisioning(fleet, logger)
  const marking = setInterval(() => void codes.markHeld(), 300_000).unref()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    clearInterval(marking)
    provisioning.stop()
    await sessions.close()
    await catalogue.giveUpFetching?.()
    await fleet.stop()
    await snapshots.close()
    await workshop.close()
    await catalogue.close()
    await surroundings.logs.flush()
  }
  return {
    async invoke(version, invocation) {
      const outcome = await fleet.invoke(version, invocation, false)
      if ('body' in outcome)
        throw new ComputeError('no capacity', 'A response streams that nobody asked to stream.')
      return outcome
    },
    invokeStreaming: (version, invocation): Promise<Outcome | StreamedOutcome> =>
      fleet.invoke(version, invocation, true),
    async prepare(version) {
      // The first cold start then asks nobody. A role that cannot be assumed is told of there.
      void credentials.of(version).catch(() => {})
      const { plan, release } = await prepared(version)
      release()
      if (version.snapStart) await snapshots.of(version)
      else workshop.expect(plan)
    },
    findImage: (reference, architecture) =>
      findImageFor(reference, architecture, surroundings.registries ?? {}, join(cacheFolder, 'images')),
    async publishedLayer(layer) {
      if ('extension' in layer) return parametersAndSecretsLayer()
      try {
        if (!catalogue.packageLayer) throw new Error('there is no package client')
        return await catalogue.packageLayer(layer)
      } catch (error) {
        throw new ComputeError('code unavailable', (error as Error).message, { cause: error })
      }
    },
    provision: (version, count) => provisioning.provision(version, count),
    provisioned: (version) => provisioning.status(version),
    async debug(version, wish) {
      const { plan, release } = await prepared(version)
      try {
        const { debuggerPort } = plan
        if (debuggerPort === undefined || !plan.debugged || version.snapStart)
          throw new ComputeError(
            'no runtime',
            `There is no debugger here for ${version.runtime ?? 'container images'}: there is one for functions in Node.js and Python.`,
          )
        // What a debugger needs is fetched before anybody waits for it.
        await plan.debugged({ port: debuggerPort, wait: wish.wait })
        return await sessions.begin(version, plan, wish)
      } finally {
        release()
      }
    },
    async retire(key) {
      await fleet.retire(key)
      if (fleet.isEmpty(key)) return snapshots.drop(key)
      // Clones end with their template, and some are still at work.
      const looking = setInterval(() => {
        if (!fleet.isEmpty(key)) return
        clearInterval(looking)
        void snapshots.drop(key)
      }, 1_000).unref()
    },
    get environments() {
      return fleet.views
    },
    get counts() {
      return { ...fleet.counts, ahead: workshop.readyCount, waiting: fleet.waitingCount }
    },
    stop: () => (stopped ??= stop()),
  }
}

/** Both, or the first failure; what the other one gave is released. */
async function settled<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  const [first, second] = await Promise.allSettled([one, other])
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value]
  for (const result of [first, second]) {
    if (result.status !== 'fulfilled') continue
    const { value } = result as { value: unknown }
    if (typeof value === 'object' && value !== null && 'release' in value)
      (value as { release: () => void }).release()
  }
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason
}
