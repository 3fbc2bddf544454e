/**
 * Which test files share a process in a run of all tests. Starting one, and loading the server and a client of AWS's SDK into it, takes
 * as long as most files' tests do; files of one folder that share it load them once. Each still has servers, stores and clocks of
 * its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Durations } from './find-tests.ts'
import { slowTests } from './slow-tests.ts'

/** Files that may share a process. Ours: a page of a browser, or the whole repository, is better tested alone. */
const shared = [
  { place: /^src\/([^/]+)\//, name: 'src' },
  { place: /^test\/contract\/(?!on-postgres\/)([^/]+)\//, name: 'contract' },
  { place: /^test\/(compute|sim|conformance|sandbox)\//, name: 'test' },
  { place: /^test\/e2e\/(cli)\//, name: 'e2e' },
]

/** Files that look at the whole process: its memory, its signals, its warnings. */
export const alone: ReadonlySet<string> = new Set([
  'src/http/idle-watch.test.ts',
  'src/engines/mapping-template/mapping-template.test.ts',
  'test/contract/front-door/slow-bodies.test.ts',
  'test/contract/states/map-runs.test.ts',
  'test/compute/nodejs.test.ts',
  'test/compute/streaming.test.ts',
])

/** What takes longer than this has a process of its own. Unit: milliseconds. Ours: starting one is nothing beside it. */
const longMs = 8_000
/** Of one process. Ours: so long as what else runs at the end of a run. Unit: milliseconds. */
const processMs = 20_000
/** Of one process: what it holds in memory stays small. Ours. */
const filesMax = 24
/** Of a file that was never timed. Unit: milliseconds. Ours: most take less. */
const unknownMs = 1_500

/** A process of the run: the file that it begins with, and the test files that are run in it. */
export interface TestProcess {
  /** A test file itself, or one that imports the test files. */
  readonly entry: string
  /** By their paths under the root. */
  readonly files: readonly string[]
}

/** Puts files (absolute paths, in the order in which they are to begin) into processes, whose entries are written into `folder`. */
export function shareProcesses(
  root: string,
  files: readonly string[],
  durations: Durations,
  folder: string,
): TestProcess[] {
  const costOf = (path: string) => durations[path] ?? slowTests[path] ?? unknownMs
  const groups = new Map<string, string[][]>()
  for (const file of files) {
    const path = relative(root, file)
    const place = costOf(path) > longMs || alone.has(path) ? undefined : nameOf(path)
    const name = place ?? path.replaceAll('/', '-').replace(/\.test\.\w+$/, '')
    const group = groups.get(name) ?? []
    groups.set(name, group)
    const last = group.at(-1)
    const cost = (last ?? []).reduce((sum, each) => sum + costOf(each), costOf(path))
    if (last && last.length < filesMax && cost <= processMs) last.push(path)
    else group.push([path])
  }
  const processes = [...groups].flatMap(([name, parts]) =>
    parts.map((part, index): TestProcess => {
      const entry = join(folder, `${name}-${index + 1}.test.mjs`)
      mkdirSync(folder, { recursive: true })
      writeFileSync(entry, entryOf(root, part))
      return { entry, files: part }
    }),
  )
  const total = (process: TestProcess) => process.files.reduce((sum, path) => sum + costOf(path), 0)
  return processes.sort((left, right) => total(right) - total(left))
}

function nameOf(path: string): string | undefined {
  for (const { place, name } of shared) {
    const [, folder] = place.exec(path) ?? []
    if (folder !== undefined) return `${name}-${folder}`
  }
  return undefined
}

function entryOf(root: string, files: readonly string[]): string {
  const suites = files.map((path) => {
    const url = pathToFileURL(join(root, path)).href
    return `describe(${JSON.stringify(path)}, async () => {\n  await import(${JSON.stringify(url)})\n})\n`
  })
  const tracking = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'light-tracking.ts')).href)
  return `import ${tracking}\n\nconst { describe } = await import('node:test')\n${suites.join('')}`
}
