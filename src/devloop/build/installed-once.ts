/** Packages are installed once for each list of them: into a folder named by the list's hash, which appears whole or not at all. */
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The folder for a list of packages, filled by `install` unless it is there already. */
export async function installedOnce(
  cacheFolder: string,
  facts: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const name = hash('sha256', JSON.stringify(facts), 'hex').slice(0, 32)
  const folder = join(cacheFolder, name)
  if (existsSync(folder)) return folder
  mkdirSync(cacheFolder, { recursive: true })
  const made = mkdtempSync(join(cacheFolder, `${name}-`))
  try {
    await install(made)
    renameSync(made, folder)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    // Another session was faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}
