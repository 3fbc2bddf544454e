/**
 * AWS's own runtime clients for Python and Node.js, and `bootstrap` programs by its libraries for Go and Rust: material for tests of
 * the HTTP Runtime API. Each is installed or built once, into a cache of this user's; what a machine cannot have is said.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { installOnce } from '../../src/compute/runtimes/install-once.ts'

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
    const { stdout } = await run(python, [
      '-c',
      'import sys; print("%d%d" % sys.version_info[:2]); print(sys.executable)',
    ])
    const [version = '', program = python] = stdout.trim().split('\n')
    const folder = await installOnce(join(cache, `awslambdaric-4.2.2-cp${version}`), async (stage) => {
      // There are wheels for Linux, with what is native compiled.
      await build(program, [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--only-binary',
        ':all:',
        '--target',
        stage,
        'awslambdaric==4.2.2',
      ])
    })
    return { command: [program, '-m', 'awslambdaric', handler], env: { PYTHONPATH: folder } }
  })
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
    const folder = await installOnce(join(cache, 'go-1.55.1'), async (stage) => {
      const source = join(stage, '.source')
      await cp(join(sources, 'go'), source, { recursive: true })
      await build(
        'go',
        ['build', '-mod=mod', '-ldflags=-s -w', '-o', join(stage, 'bootstrap'), '.'],
        { CGO_ENABLED: '0' },
        source,
      )
    })
    return { folder }
  })
}

/** A folder with a `bootstrap` by lambda_runtime, AWS's library for Rust. */
export function rustBootstrap(): Promise<Made<{ readonly folder: string }>> {
  return attempt('A bootstrap in Rust', async () => {
    const folder = await installOnce(join(cache, 'rust-1'), async (stage) => {
      const target = join(cache, 'rust-target')
      await mkdir(target, { recursive: true })
      const source = join(stage, '.source')
      await cp(join(sources, 'rust'), source, { recursive: true })
      await build('cargo', ['build', '--quiet', '--release', '--target-dir', target], {}, source)
      await cp(join(target, 'release/bootstrap'), join(stage, 'bootstrap'))
    })
    return { folder }
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
  await run(command, args, {
    env: { ...process.env, ...env },
    cwd,
    timeout: buildMs,
    maxBuffer: 64 * 1024 * 1024,
  })
}
