/**
 * How registries of container images are reached: with the credentials that `docker login` has left on this machine, and, for
 * ECR's hosts, through another registry when LAMBENT_ECR_REGISTRY names one (`localhost:5000`).
 */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { RegistryAccess, RegistryCredentials } from '../../compute/index.ts'

/** Reads what it needs each time: a login takes effect at once. */
export function registryAccess(env: Readonly<Record<string, string | undefined>>): RegistryAccess {
  return {
    mirror: (host) =>
      /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(host) ? env.LAMBENT_ECR_REGISTRY : undefined,
    credentials: async (host) => {
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
