/** Python interpreters of this machine: on the PATH, of pyenv, of uv, of the system. */
import { execFile } from 'node:child_process'
import { readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Interpreter, mountsOf } from './interpreter.ts'

const run = promisify(execFile)

/** Longest wait for one interpreter to say what it is. Unit: milliseconds. Source: chosen. */
const probeMs = 20_000

const question =
  'import json,platform,sys;print(json.dumps([sys.executable,sys.base_prefix,platform.python_version(),platform.python_implementation()]))'

/** Where to look. */
export interface PythonPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Looks for interpreters when first asked, and remembers what each said. */
export class Pythons {
  readonly #places: PythonPlaces
  readonly #probes = new Map<string, Promise<Interpreter | undefined>>()
  #files: Promise<readonly string[]> | undefined

  constructor(places: PythonPlaces) {
    this.#places = places
  }

  /** An interpreter of this version (`3.13`), if there is one. */
  async exactly(version: string): Promise<Interpreter | undefined> {
    const files = await this.#list()
    for (const file of files.filter((path) => path.includes(version))) {
      const found = await this.#probe(file)
      if (found && minor(found) === version) return found
    }
    // A program named python3 alone may be of any version.
    return (await this.all()).find((found) => minor(found) === version)
  }

  /** Every one that works, one for each version. */
  async all(): Promise<readonly Interpreter[]> {
    const byVersion = new Map<string, Interpreter>()
    for (const found of await Promise.all((await this.#list()).map((file) => this.#probe(file)))) {
      if (found && !byVersion.has(minor(found))) byVersion.set(minor(found), found)
    }
    return [...byVersion.values()]
  }

  #list(): Promise<readonly string[]> {
    this.#files ??= listPrograms(this.#places.environment)
    return this.#files
  }

  #probe(file: string): Promise<Interpreter | undefined> {
    let probe = this.#probes.get(file)
    if (!probe) {
      probe = ask(file)
      this.#probes.set(file, probe)
    }
    return probe
  }
}

/** `3.13` of `3.13.0`. */
export function minor({ version }: Interpreter): string {
  return version.split('.').slice(0, 2).join('.')
}

async function listPrograms(environment: PythonPlaces['environment']): Promise<readonly string[]> {
  const home = environment.HOME ?? homedir()
  const pyenv = environment.PYENV_ROOT ?? join(home, '.pyenv')
  const uv = environment.UV_PYTHON_INSTALL_DIR ?? join(home, '.local/share/uv/python')
  const folders = (environment.PATH ?? '')
    .split(':')
    .filter((folder) => folder !== '' && !folder.endsWith('/shims'))
  folders.push('/usr/local/bin', '/usr/bin', '/opt/homebrew/bin')
  for (const manager of [join(pyenv, 'versions'), uv]) {
    const versions = (await readdir(manager).catch(() => [])).filter((name) => !name.startsWith('.'))
    folders.push(...versions.toSorted(byNumber).map((version) => join(manager, version, 'bin')))
  }
  const files = new Set<string>()
  for (const folder of new Set(folders)) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter((entry) => /^python3(\.\d+)?$/.test(entry))) {
      const file = await realpath(join(folder, name)).catch(() => undefined)
      if (file !== undefined) files.add(file)
    }
  }
  return [...files]
}

/** The newest first. */
function byNumber(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true })
}

async function ask(file: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await run(file, ['-I', '-S', '-c', question], { timeout: probeMs, env: {} })
    const [path, prefix, version, implementation] = JSON.parse(stdout) as [string, string, string, string]
    if (implementation !== 'CPython' || /[a-z]/.test(version)) return undefined
    return { path: await realpath(path), version, prefix, mounts: mountsOf(await realpath(prefix)) }
  } catch {
    return undefined
  }
}
