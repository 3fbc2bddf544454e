/** Ruby: the machine's own, with a bootstrap of ours that speaks the Runtime API. */
import { execFile } from 'node:child_process'
import { readdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bootstraps, bootstrapsInside } from '../bootstraps.ts'
import type { Inside, RuntimePlan } from '../environment/runtime-plan.ts'
import type { FunctionVersion } from '../types.ts'
import { type Found, type Interpreter, mountsOf } from './interpreter.ts'
import { located, pathVariables } from './plans.ts'

/** Longest wait for one interpreter to say what it is. Unit: milliseconds. Source: chosen. */
const probeMs = 20_000

const question = 'print [RUBY_ENGINE, RUBY_VERSION, RbConfig::CONFIG["prefix"]].join("\\n")'

/** Rubies of this machine: on the PATH, of rbenv, rvm, asdf and ruby-install, of the system. */
export async function findRubies(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Interpreter[]> {
  const home = environment.HOME ?? homedir()
  const programs = (environment.PATH ?? '').split(':').map((folder) => join(folder, 'ruby'))
  for (const root of [
    join(environment.RBENV_ROOT ?? join(home, '.rbenv'), 'versions'),
    join(home, '.rvm/rubies'),
    join(home, '.asdf/installs/ruby'),
    join(home, '.rubies'),
    '/opt/rubies',
  ]) {
    const names = await readdir(root).catch(() => [])
    programs.push(...names.map((name) => join(root, name, 'bin/ruby')))
  }
  const found = new Map<string, Interpreter>()
  for (const program of [...programs, '/usr/local/bin/ruby', '/usr/bin/ruby']) {
    const path = await realpath(program).catch(() => undefined)
    if (path === undefined || found.has(path)) continue
    const interpreter = await ask(path)
    if (interpreter) found.set(path, interpreter)
  }
  return [...found.values()]
}

async function ask(path: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['-e', question], { timeout: probeMs, env: {} })
    const [engine, version, prefix] = stdout.split('\n')
    if (engine !== 'ruby' || version === undefined || prefix === undefined) return undefined
    return { path, version, prefix, mounts: mountsOf(prefix) }
  } catch {
    return undefined
  }
}

/**
 * How a Ruby function runs. Source: Lambda Developer Guide, "Defined runtime environment variables" (GEM_PATH, RUBYLIB), "Working with
 * layers for Ruby Lambda functions".
 */
export function rubyPlan(version: FunctionVersion, { interpreter, warning }: Found): RuntimePlan {
  // Gems that are built for a version of the language lie under its first two numbers and a zero.
  const abi = `${interpreter.version.split('.').slice(0, 2).join('.')}.0`
  return {
    speaks: 'runtime-api',
    mounts: [...interpreter.mounts, { source: bootstraps, target: bootstrapsInside }],
    start: (sandbox, process) => {
      const program = [interpreter.path, `${sandbox.pathOf(bootstrapsInside)}/ruby/bootstrap.rb`] as const
      const wrapper = version.environment.AWS_LAMBDA_EXEC_WRAPPER
      const command = wrapper ? ([located(sandbox, wrapper), ...program] as const) : program
      return sandbox.start({ ...process, command, channels: 0 })
    },
    variables: (inside: Inside) => {
      const [task, opt, runtime] = ['/var/task', '/opt', '/var/runtime'].map(inside)
      return {
        ...pathVariables(inside),
        GEM_PATH: [`${task}/vendor/bundle/ruby/${abi}`, `${opt}/ruby/gems/${abi}`, runtime].join(':'),
        RUBYLIB: [task, `${runtime}/lib`, `${opt}/ruby/lib`].join(':'),
        LANG: 'en_US.UTF-8',
      }
    },
    sdkPaths: () => [],
    runtimeVersion: `ruby:${interpreter.version}`,
    ...(warning === undefined ? {} : { warning }),
  }
}
