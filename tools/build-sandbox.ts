/**
 * `npm run build:sandbox`: compiles `src/sandbox/native` to the two programs under `src/sandbox/bin`, which are committed. `--check` compiles
 * nothing and says whether they are of these sources. The compiler is Zig, from PyPI, of one version: the same sources give the same
 * bytes on every machine. Needs Python 3 with venv.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const zigVersion = '0.17.1'
const targets = { 'linux-x64': 'x86_64-linux-musl', 'linux-arm64': 'aarch64-linux-musl' }
const flags =
  '-std=c11 -D_GNU_SOURCE -Os -static -s -Wall -Wextra -Wno-missing-field-initializers -Wno-sign-compare -Werror -fno-sanitize=all -ffunction-sections -fdata-sections -Wl,--gc-sections'

const root = join(import.meta.dirname, '..')
const native = join(root, 'src/sandbox/native')
const output = join(root, 'src/sandbox/bin')
const hashFile = join(output, 'sources.sha256')

if (process.argv.includes('--check')) {
  if (readFileSync(hashFile, 'utf8').trim() === sourcesHash()) process.exit(0)
  console.error('The programs under src/sandbox/bin are of other sources. Run: npm run build:sandbox')
  process.exit(1)
}

const zig = findZig()
const sources = readdirSync(native)
  .filter((name) => name.endsWith('.c'))
  .sort()
for (const [platform, target] of Object.entries(targets)) {
  const folder = join(output, platform)
  mkdirSync(folder, { recursive: true })
  const program = join(folder, 'lambent-sandbox')
  run(zig, ['cc', '-target', target, ...flags.split(' '), '-o', program, ...sources], native)
  chmodSync(program, 0o755)
  console.log(`${platform}: ${(readFileSync(program).length / 1024).toFixed(0)} KiB`)
}
writeFileSync(hashFile, `${sourcesHash()}\n`)

/** One hash of everything that the bytes of the programs depend on. */
function sourcesHash(): string {
  const hash = createHash('sha256').update(`${zigVersion} ${flags} ${Object.values(targets).join(' ')}`)
  for (const name of readdirSync(native).sort()) {
    if (/\.[ch]$/.test(name)) hash.update(`\n${name}\n`).update(readFileSync(join(native, name)))
  }
  return hash.digest('hex')
}

/** The compiler, installed once into the user's cache. */
function findZig(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const folder = join(cache, 'lambent', `zig-${zigVersion}`)
  if (!existsSync(join(folder, 'installed'))) {
    run('python3', ['-m', 'venv', folder])
    run(join(folder, 'bin/pip'), ['install', '--quiet', '--no-deps', `ziglang==${zigVersion}`])
    writeFileSync(join(folder, 'installed'), '')
  }
  const library = readdirSync(join(folder, 'lib'))[0] ?? ''
  return join(folder, 'lib', library, 'site-packages/ziglang/zig')
}

function run(command: string, words: string[], cwd = root): void {
  const { status, error } = spawnSync(command, words, { cwd, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}
