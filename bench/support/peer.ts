/** Programs that are measured beside Lambent: installed on demand into a cache, no dependencies of it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder in whose `node_modules` a package is, with others where it needs some (`name@version`). Fails when they cannot be had. */
export function peerFolder(name: string, packages: readonly string[]): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = join(cache, 'lambent-bench', name)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'node_modules', name))) {
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  return folder
}
