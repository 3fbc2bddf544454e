import type { ReadOnlyMount } from '../../sandbox/index.ts'

/** A program that runs functions' code, on this machine. */
export interface Interpreter {
  readonly path: string
  /** `3.13.0` */
  readonly version: string
  /** The tree that it is installed in. */
  readonly prefix: string
  /** What must be seen inside a sandbox beside the system's own folders. */
  readonly mounts: readonly ReadOnlyMount[]
}

/** One that was found for a runtime. */
export interface Found {
  readonly interpreter: Interpreter
  readonly match: 'exact' | 'nearest'
  /** With `nearest`: what runs instead, and how to get the right one. */
  readonly warning?: string
}

/** Folders that are inside every sandbox. */
const systemFolders = ['/usr', '/bin', '/lib', '/lib64']

/** The tree at its own path and, where it is no system folder, as AWS's `/var/lang` too. */
export function mountsOf(prefix: string): readonly ReadOnlyMount[] {
  if (
    systemFolders.some((folder) => prefix === folder || prefix.startsWith(`${folder}/`)) &&
    !prefix.startsWith('/usr/local')
  )
    return []
  return [
    { source: prefix, target: prefix },
    { source: prefix, target: '/var/lang' },
  ]
}

/** The interpreter whose version is nearest; of two as near, the newer. `distance` of two versions: a number. */
export function nearest<T>(candidates: readonly T[], distance: (candidate: T) => number): T | undefined {
  return candidates.toSorted(
    (a, b) => Math.abs(distance(a)) - Math.abs(distance(b)) || distance(b) - distance(a),
  )[0]
}
