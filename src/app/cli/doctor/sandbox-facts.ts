import { existsSync, readFileSync } from 'node:fs'
import type { Check, Finding } from './check.ts'

/** What the system offers for keeping functions apart. Facts only: nothing uses it yet. */
export const checkSandboxFacts: Check = async () => {
  if (process.platform !== 'linux') {
    return [
      {
        name: 'sandbox',
        status: 'fact',
        message: `${process.platform} has no namespaces: functions would run as plain processes`,
      },
    ]
  }
  return [namespaces(), controlGroups(), seccomp()]
}

function namespaces(): Finding {
  const name = 'namespaces'
  const most = Number(read('/proc/sys/user/max_user_namespaces') ?? '0')
  const unprivileged = read('/proc/sys/kernel/unprivileged_userns_clone') !== '0'
  const restricted = read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
  const root = process.getuid?.() === 0
  const usable = most > 0 && (root || (unprivileged && !restricted))
  const why = root
    ? 'as root'
    : restricted
      ? 'AppArmor refuses them to plain users'
      : unprivileged
        ? 'for every user'
        : 'root only'
  return {
    name,
    status: 'fact',
    message: `user namespaces ${usable ? 'available' : 'not available'} (${why})`,
  }
}

function controlGroups(): Finding {
  const controllers = read('/sys/fs/cgroup/cgroup.controllers')
  const message =
    controllers !== undefined
      ? `version 2 with ${controllers || 'no controllers'}`
      : existsSync('/sys/fs/cgroup/memory')
        ? 'version 1'
        : 'none'
  return { name: 'cgroups', status: 'fact', message }
}

function seccomp(): Finding {
  const has = /^Seccomp:/m.test(read('/proc/self/status') ?? '')
  return { name: 'seccomp', status: 'fact', message: has ? 'available' : 'not available' }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
