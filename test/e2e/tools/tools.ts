/**
 * Deployment tools as registries have them, unmodified. They take minutes to install, and each of their commands takes seconds: what drives
 * them runs with LAMBENT_TEST_TOOLS=yes alone. They are kept in the cache of the tests.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const cache = join(root, 'node_modules/.cache/lambent-tools')

/** Why the tools are not driven; false when they are. */
export const toolsSkipped: string | false =
  process.env.LAMBENT_TEST_TOOLS === 'yes' ? false : 'set LAMBENT_TEST_TOOLS=yes: takes minutes'

/** What a command left behind. */
export interface ToolOutcome {
  readonly code: number | null
  readonly output: string
}

/** A program of a Python package, in an environment of its own. */
export function pipTool(packageName: string, program: string): string {
  const folder = join(cache, packageName)
  const path = join(folder, 'bin', program)
  if (!existsSync(path)) {
    must('python3', ['-m', 'venv', folder])
    must(join(folder, 'bin/pip'), ['install', '--quiet', packageName])
  }
  return path
}

/** A folder with npm packages in it, among which others may stand and find them. */
export function npmTools(name: string, packages: readonly string[]): string {
  const folder = join(cache, name)
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    must('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...packages])
  }
  return folder
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`)
}

/** Runs commands in a folder against a server, with what `lambent env` sets. */
export function toolRunner(
  server: { readonly endpoint: string },
  folder: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const running = new Set<ReturnType<typeof spawn>>()
  after(() => {
    for (const child of running) child.kill('SIGKILL')
  })
  return (program: string, args: readonly string[], input = ''): Promise<ToolOutcome> => {
    const child = spawn(program, args, {
      cwd: folder,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        // Version managers of Python find their Pythons through the home folder.
        HOME: process.env.HOME,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: '000000000000',
        AWS_SECRET_ACCESS_KEY: 'lambent',
        ...environment,
      },
    })
    running.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.stdin.end(input)
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => {
        running.delete(child)
        resolve({ code, output })
      })
    })
  }
}
