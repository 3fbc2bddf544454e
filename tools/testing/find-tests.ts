import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { slowTests } from './slow-tests.ts'

/** Where a file is put that was never timed. Unit: milliseconds. Ours: few take longer. */
const unknownMs = 10_000

const roots = ['src', 'test', 'tools', 'bench', 'bootstraps', 'examples']

/** How long each file took the last time, by its path. Unit: milliseconds. */
export type Durations = Readonly<Record<string, number>>

/**
 * The test files under `root` that the patterns name (a file, a folder, or a glob; none: all), as absolute paths, the
 * slowest of the last run first, so that the last process to end is a short one. Files never timed come behind those that are
 * known to take long.
 */
export function findTests(root: string, patterns: readonly string[], durations: Durations): string[] {
  const globs =
    patterns.length === 0
      ? roots.map((folder) => `${folder}/**/*.test.ts`)
      : patterns.map((pattern) => globOf(root, pattern))
  const files = new Set(globs.flatMap((glob) => globSync(glob, { cwd: root, exclude: ['**/node_modules'] })))
  const cost = (path: string) => durations[path] ?? slowTests[path] ?? unknownMs
  return [...files].sort((a, b) => compare(cost(b), cost(a)) || compare(a, b)).map((path) => join(root, path))
}

function globOf(root: string, pattern: string): string {
  const path = relative(root, join(root, pattern))
  return existsSync(join(root, path)) && statSync(join(root, path)).isDirectory()
    ? `${path}/**/*.test.ts`
    : path
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Reads what an earlier run noted; nothing when there was none, or it cannot be read. */
export function readDurations(path: string): Durations {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Durations
  } catch {
    return {}
  }
}
