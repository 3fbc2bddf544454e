import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that listens on a port. */
export interface PortOwner {
  readonly pid: number
  readonly name: string
}

/** Who listens on a TCP port of this machine; undefined when that cannot be told (another user's process, say). */
export function portOwner(port: number): PortOwner | undefined {
  try {
    return process.platform === 'linux' ? fromProc(port) : fromLsof(port)
  } catch {
    return undefined
  }
}

/** State 0A is LISTEN; the tenth column is the socket's inode. Source: Linux, Documentation/networking/proc_net_tcp. */
function fromProc(port: number): PortOwner | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (local?.endsWith(suffix) && state === '0A' && inode) inodes.add(`socket:[${inode}]`)
    }
  }
  if (inodes.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holds(pid, inodes))
      return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }
  }
  return undefined
}

function holds(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`))
      } catch {
        return false
      }
    })
  } catch {
    // Another user's process, or one that has just ended.
    return false
  }
}

function fromLsof(port: number): PortOwner | undefined {
  const fields = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2_000,
  })
  const pid = /^p(\d+)$/m.exec(fields)?.[1]
  const name = /^c(.+)$/m.exec(fields)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), name: name ?? 'a process' }
}
