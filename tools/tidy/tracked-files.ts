import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A text file of the repository. */
export interface TrackedFile {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
}

/** What is not written by hand, or is data. */
const notOurs =
  /^src\/models\/(generated|constraints)\/|^package-lock\.json$|^LICENSE$|\.(br|gz|png|ico|woff2?)$/

/** The files that git knows, new ones included, without generated and binary ones. */
export function trackedFiles(root: string): TrackedFile[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return list
    .split('\0')
    .filter((path) => path !== '' && !notOurs.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
