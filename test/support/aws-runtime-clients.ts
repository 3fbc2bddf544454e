/**
 * AWS's own runtime clients for Python, Node.js and Java, and programs by its libraries for Go and Rust: material for tests of the
 * Runtime, Extensions and Telemetry APIs. Each is installed or built once, into a cache of this user's, and built for that, not for
 * speed; what a machine cannot have is said.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { silentLogger } from '../../src/base/logger.ts'
import { installOnce } from '../../src/compute/runtimes/install-once.ts'
import { javaClient } from '../../src/compute/runtimes/java.ts'

const run = promisify(execFile)
const cache = join(
  process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? homedir(), '.cache'),
  'lambent/test-programs',
)
const sources = join(import.meta.dirname, '../fixtures/programs')

/** Longest time for one build. Unit: milliseconds. Source: chosen; Rust's takes minutes on a slow machine. */
const buildMs = 900_000

/** What was made, or why it could not be. */
export type Made<T> = T | { readonly missing: string }

/** awslambdaric for one Python: run `command` with its `env` and AWS_LAMBDA_RUNTIME_API. */
export function awsPythonClient(
  python: string,
  handler: string,
): Promise<Made<{ readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> }>> {
  return attempt("AWS's Python client", async () => {
    const { program, folder } = await installed(python, 'awslambdaric-4.2.2', ['awslambdaric==4.2.2'])
    return { command: [program, '-m', 'awslambdaric', handler], env: { PYTHONPATH: folder } }
  })
}

/** Clients of HTTP for asyncio: aiohttp with its fast resolver, and httpx, on a Python's path. Run `program` with `folder` on it. */
export function asynchronousClients(
  python: string,
): Promise<Made<{ readonly program: string; readonly folder: string }>> {
  return attempt('Clients for asyncio', () =>
    installed(python, 'asynchronous-1', ['aiohttp==3.14.5', 'aiodns==4.0.4', 'httpx==0.28.1']),
  )
}

/** Packages of PyPI for one Python, of which there are wheels for Linux with what is native compiled. */
async function installed(
  python: string,
  name: string,
  packages: readonly string[],
): Promise<{ readonly program: string; readonly folder: string }> {
  const { stdout } = await run(python, [
    '-c',
    'import sys; print("%d%d" % sys.version_info[:2]); print(sys.executable)',
  ])
  const [version = '', program = python] = stdout.trim().split('\n')
  const folder = await installOnce(join(cache, `${name}-cp${version}`), async (stage) => {
    const asked = ['--quiet', '--only-binary', ':all:', '--target', stage]
    await build(program, ['-m', 'pip', 'install', ...asked, ...packages])
  })
  return { program, folder }
}

/** aws-lambda-ric: run `command` with _HANDLER, LAMBDA_TASK_ROOT and AWS_LAMBDA_RUNTIME_API. Building it takes CMake and a C++ compiler. */
export function awsNodeClient(): Promise<Made<{ readonly command: readonly string[] }>> {
  return attempt("AWS's Node.js client", async () => {
    const node = dirname(dirname(process.execPath))
    const folder = await installOnce(
      join(cache, `aws-lambda-ric-4.0.2-node${process.versions.modules}`),
      async (stage) => {
        await run('cmake', ['--version'])
        await build(
          'npm',
          ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', stage, 'aws-lambda-ric@4.0.2'],
          {
            // The headers that came with this Node.js; node-gyp would fetch others.
            npm_config_nodedir: node,
            CFLAGS: '-O0',
            CXXFLAGS: '-O0',
            PATH: `${join(node, 'bin')}:${process.env.PATH ?? ''}`,
          },
        )
      },
    )
    return { command: [process.execPath, join(folder, 'node_modules/aws-lambda-ric/index.mjs')] }
  })
}

/** A folder with a `bootstrap` by aws-lambda-go. */
export function goBootstrap(): Promise<Made<{ readonly folder: string }>> {
  return attempt('A bootstrap in Go', async () => {
    const folder = await fromSources('go', async (source, stage) => {
      const flags = ['-mod=mod', '-ldflags=-s -w', '-o', join(stage, 'bootstrap')]
      await build('go', ['build', ...flags, '.'], { CGO_ENABLED: '0' }, source)
    })
    return { folder }
  })
}

/**
 * Programs by AWS's libraries for Rust: a folder with a `bootstrap` (lambda_runtime), and one with the extension `watcher`
 * (lambda-extension), to be a layer.
 */
export function rustPrograms(): Promise<Made<{ readonly folder: string; readonly layer: string }>> {
  return attempt('Programs in Rust', async () => {
    const made = await fromSources('rust', async (source, stage) => {
      const target = join(cache, 'rust-target')
      await mkdir(target, { recursive: true })
      await build('cargo', ['build', '--quiet', '--locked', '--target-dir', target], {}, source)
      await cp(join(target, 'debug/bootstrap'), join(stage, 'function/bootstrap'))
      await cp(join(target, 'debug/watcher'), join(stage, 'layer/extensions/watcher'))
      // Half a gigabyte, which only a build that was broken off would need.
      await rm(target, { recursive: true })
    })
    return { folder: join(made, 'function'), layer: join(made, 'layer') }
  })
}

/** A folder with the class `example.Handler`, compiled with what AWS's client for Java brings. */
export function javaHandler(): Promise<Made<{ readonly folder: string }>> {
  return attempt('A handler in Java', async () => {
    const client = await javaClient(cache, silentLogger)
    const folder = await fromSources('java', async (source, stage) => {
      await build(
        'javac',
        ['--release', '17', '-cp', `${client}/*`, '-d', stage, 'example/Handler.java'],
        {},
        source,
      )
    })
    return { folder }
  })
}

/** Builds a program of `fixtures/programs`, unless it has been built as it is now. */
async function fromSources(
  name: string,
  make: (source: string, stage: string) => Promise<void>,
): Promise<string> {
  const from = join(sources, name)
  const hash = createHash('sha256')
  for (const path of (await readdir(from, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort())
    hash.update(await readFile(path))
  return installOnce(join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`), async (stage) => {
    const source = join(stage, '.source')
    await cp(from, source, { recursive: true })
    await make(source, stage)
    await rm(source, { recursive: true })
  })
}

async function attempt<T>(what: string, make: () => Promise<T>): Promise<Made<T>> {
  try {
    return await make()
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const said = (stderr || message).trim().split('\n').slice(-3).join(' / ')
    return { missing: `${what} cannot be had here: ${said}` }
  }
}

async function build(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = '/',
): Promise<void> {
  // Behind other tests: a compiler takes all processors that there are, for minutes.
  await run('nice', ['-n', '5', command, ...args], {
    env: { ...process.env, ...env },
    cwd,
    timeout: buildMs,
    maxBuffer: 64 * 1024 * 1024,
  })
}
