import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../support/until.ts'

const server = join(import.meta.dirname, 'support/server-to-kill.ts')

for (const mode of ['auto', 'plain']) {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`nothing is left when the server is ended by ${signal} (${mode})`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lambent-sandbox-test-'))
      try {
        const child = spawn(process.execPath, [server, join(folder, 'run'), mode], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        const line = await new Promise<string>((resolve) =>
          child.stdout.once('data', (text) => resolve(`${text}`)),
        )
        const pids: number[] = JSON.parse(line)
        const family = descendants(child.pid ?? 0)
        assert.ok(pids.length === 3 && pids.every((pid) => family.includes(pid)), `${pids} of ${family}`)
        child.kill(signal)
        await until(() => family.every((pid) => !exists(pid)))
        await until(() => readdirSync(join(folder, 'run')).length === 0)
        await until(() => groups(family).length === 0)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
}

function exists(pid: number): boolean {
  try {
    // What is a zombie of somebody else has ended.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** All processes below one, by /proc. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]))
    } catch {
      // It has just ended.
    }
  }
  const below = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === root || below(parent))
  }
  return [...parents.keys()].filter(below)
}

/** Folders of control groups that one of these processes made. */
function groups(pids: readonly number[]): string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => (/ - cgroup2? /.test(line) ? [line.split(' ')[4] ?? '/'] : []))
  const walk = (folder: string): string[] =>
    foldersIn(folder).flatMap((name) => {
      const maker = Number(/^lambent-(\d+)-/.exec(name)?.[1])
      return pids.includes(maker) ? [join(folder, name)] : walk(join(folder, name))
    })
  return points.flatMap(walk)
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    )
  } catch {
    // Another server's, removed meanwhile.
    return []
  }
}
