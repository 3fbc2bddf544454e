/**
 * How registries of container images are reached: with the credentials that `docker login` has left on this machine, and, for ECR's hosts,
 * on this server where it has the repository, or through another registry when LAMBENT_ECR_REGISTRY names one (`localhost:5000`).
 */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { RegistryAccess, RegistryCredentials } from '../../compute/index.ts'

/** The repositories that this server has itself. */
export interface OwnRegistry {
  /** Where an ECR repository is reached that is here; undefined: it is not here. */
  find(host: string, repository: string): Promise<{ host: string; repository: string } | undefined>
  /** What lets in there; undefined: it is another registry's host. */
  credentials(host: string, repository: string): Promise<RegistryCredentials | undefined>
}

/** Reads what it needs each time: a login takes effect at once. */
export function registryAccess(
  env: Readonly<Record<string, string | undefined>>,
  own: OwnRegistry,
): RegistryAccess {
  return {
    mirror: async (host, repository) => {
      const standIn = /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(host)
        ? env.LAMBENT_ECR_REGISTRY
        : undefined
      return standIn === undefined ? own.find(host, repository) : { host: standIn, repository }
    },
    credentials: async (host, repository) => {
      const known = await own.credentials(host, repository)
      if (known) return known
      const folder = env.DOCKER_CONFIG ?? join(homedir(), '.docker')
      const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}')
      return readLogin(text, host)
    },
  }
}

/** A login of Docker's config.json; undefined where there is none, or another program keeps it. */
export function readLogin(text: string, host: string): RegistryCredentials | undefined {
  try {
    const { auths = {} } = JSON.parse(text) as { auths?: Record<string, { auth?: string } | undefined> }
    const login = Buffer.from(auths[host]?.auth ?? '', 'base64').toString('utf8')
    const at = login.indexOf(':')
    return at < 0 ? undefined : { username: login.slice(0, at), password: login.slice(at + 1) }
  } catch {
    return undefined
  }
}
