import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where a server keeps its state unless told otherwise: LAMBENT_DATA_DIR, else the user's folder for data of programs.
 * Not the working folder: `status`, `stop` and `env` find the server from wherever they are called.
 * Source: XDG Base Directory Specification; macOS File System Programming Guide, "Library directory details".
 */
export function defaultDataFolder(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  const chosen = environment.LAMBENT_DATA_DIR
  if (chosen) return chosen
  const home = homeFolder(environment)
  if (platform === 'darwin') return join(home, 'Library/Application Support/lambent')
  return join(absolute(environment.XDG_DATA_HOME) ?? join(home, '.local/share'), 'lambent')
}

/** Where the program keeps what it can make again. */
export function cacheFolder(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  const home = homeFolder(environment)
  if (platform === 'darwin') return join(home, 'Library/Caches/lambent')
  return join(absolute(environment.XDG_CACHE_HOME) ?? join(home, '.cache'), 'lambent')
}

/** The XDG specification has relative paths ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined
}

function homeFolder(environment: Environment): string {
  if (environment.HOME) return environment.HOME
  try {
    return homedir()
  } catch {
    // A user without an entry in the password file, as containers with arbitrary user ids have.
    return join(tmpdir(), 'lambent-home')
  }
}
