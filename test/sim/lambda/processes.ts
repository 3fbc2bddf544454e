/** What Linux tells of processes. */
import { readdirSync, readFileSync } from 'node:fs'

/** A process, told from a later one of the same id by when it began. */
export interface KnownProcess {
  readonly pid: number
  readonly startTime: string
  readonly name: string
}

/** All processes below one, at any depth. */
export function descendantsOf(pid: number): KnownProcess[] {
  const children = new Map<number, Array<KnownProcess>>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const found = readProcess(Number(entry))
    if (!found) continue
    const siblings = children.get(found.parent) ?? []
    siblings.push(found)
    children.set(found.parent, siblings)
  }
  const below = (parent: number): KnownProcess[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...below(child.pid)])
  return below(pid)
}

/** Whether a process is still there, other than as what nobody has waited for. */
export function isThere({ pid, startTime }: KnownProcess): boolean {
  const found = readProcess(pid)
  return found !== undefined && found.startTime === startTime && found.state !== 'Z'
}

function readProcess(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const end = text.lastIndexOf(')')
    const name = text.slice(text.indexOf('(') + 1, end)
    // Source: proc_pid_stat(5): state, ppid, ..., starttime is field 22.
    const fields = text.slice(end + 2).split(' ')
    return {
      pid,
      name,
      state: fields[0] ?? '',
      parent: Number(fields[1]),
      startTime: fields[19] ?? '',
    }
  } catch {
    return undefined
  }
}
