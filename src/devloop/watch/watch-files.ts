import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { isLeftOut } from '../build/artifact.ts'

/** How long after a change others that belong to it are awaited: an editor writes several files. Unit: milliseconds. Chosen. */
const gatherMs = 15

/**
 * When files are looked at again after they were told: of two changes within 50 ms the watcher tells one, and the first may have been of
 * half a file. Unit: milliseconds. Source: chokidar's throttle of changes.
 */
const againMs = 70

/** A watch that runs. */
export interface Watch {
  /** Watches these folders and files too. */
  add(places: readonly string[]): void
  close(): Promise<void>
}

/**
 * Watches folders and files; tells which files changed, those of one moment together. Folders of packages are not watched: they hold
 * thousands of files, and change with a list that is.
 */
export async function watchFiles(
  places: readonly string[],
  onChange: (files: readonly string[]) => void,
): Promise<Watch> {
  const { watch } = await import('chokidar')
  const watcher = watch([...places], {
    ignoreInitial: true,
    ignored: (path) =>
      isLeftOut(basename(path)) || basename(path) === 'node_modules' || basename(path) === 'cdk.out',
  })
  let gathered = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const looking = new Set<NodeJS.Timeout>()
  const lookAgain = (files: readonly string[]) => {
    const before = files.map(stampOf)
    const look = setTimeout(() => {
      looking.delete(look)
      const changed = files.filter((file, index) => stampOf(file) !== before[index])
      if (changed.length > 0) tell(changed)
    }, againMs)
    looking.add(look)
  }
  const tell = (files: readonly string[]) => {
    lookAgain(files)
    onChange(files)
  }
  watcher.on('all', (event, path) => {
    if (event === 'addDir') return
    gathered.add(path)
    timer ??= setTimeout(() => {
      timer = undefined
      const files = [...gathered]
      gathered = new Set()
      tell(files)
    }, gatherMs)
  })
  // What can no longer be watched was deleted, and that is told.
  watcher.on('error', () => {})
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return {
    add: (more) => void watcher.add([...more]),
    close: async () => {
      clearTimeout(timer)
      for (const look of looking) clearTimeout(look)
      await watcher.close()
    },
  }
}

/** Differs when a file has been written since; empty when it is gone. */
function stampOf(file: string): string {
  const facts = statSync(file, { throwIfNoEntry: false })
  return facts === undefined ? '' : `${facts.mtimeMs} ${facts.size}`
}
