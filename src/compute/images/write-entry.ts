import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ReadEntry } from 'tar'

/** Writes an entry's bytes into a new file: never through a link, never over what is there. */
export async function writeEntry(entry: ReadEntry, path: string, mode: number): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
  try {
    for await (const chunk of entry) await file.write(chunk as Uint8Array)
    // The process's umask has had its say when the file was made.
    await file.chmod(mode)
    if (entry.mtime) await file.utimes(entry.mtime, entry.mtime)
  } finally {
    await file.close()
  }
}
