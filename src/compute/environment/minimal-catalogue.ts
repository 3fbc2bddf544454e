/** Python of this machine and `bootstrap` programs: what is needed to run anything at all. */
import { execFile } from 'node:child_process'
import { access, constants, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { ProcessSpec, Sandbox, SandboxHost, WarmParent } from '../../sandbox/index.ts'
import { ComputeError, type FunctionVersion } from '../types.ts'
import type { RuntimeCatalogue, RuntimePlan } from './runtime-plan.ts'

const bootstraps = resolve(import.meta.dirname, '../../../bootstraps')
const run = promisify(execFile)

interface Interpreter {
  readonly path: string
  readonly prefix: string
  readonly version: string
}

/** Opens the catalogue. */
export function minimalCatalogue(sandboxes: SandboxHost): RuntimeCatalogue {
  const pythons = new Map<string, Promise<Interpreter>>()
  const parents = new Map<string, Promise<WarmParent>>()

  const python = (runtime: string) => {
    let found = pythons.get(runtime)
    if (!found) {
      found = findPython(runtime.slice('python'.length))
      pythons.set(runtime, found)
    }
    return found
  }

  const parentOf = async ({ path }: Interpreter): Promise<WarmParent | undefined> => {
    if (
      !(sandboxes as { canFork?: boolean }).canFork ||
      !(await exists(join(bootstraps, 'python/enter_sandbox.py')))
    )
      return undefined
    let parent = parents.get(path)
    if (!parent) {
      parent = sandboxes.warmParent({
        command: [path, '-I', '-S', join(bootstraps, 'python/warm_parent.py')],
        env: {},
        workingDirectory: '/',
      })
      parents.set(path, parent)
      parent
        .then(({ ended }) => ended)
        .then(
          () => parents.delete(path),
          () => parents.delete(path),
        )
    }
    return parent
  }

  const pythonPlan = async (version: FunctionVersion): Promise<RuntimePlan> => {
    const interpreter = await python(version.runtime ?? '')
    const command = (...flags: string[]) =>
      [interpreter.path, '-I', '-S', join(bootstraps, 'python/bootstrap.py'), ...flags] as [
        string,
        ...string[],
      ]
    return {
      speaks: 'channel',
      mounts: [interpreter.prefix, bootstraps].map((path) => ({ source: path, target: path })),
      warmKey: interpreter.path,
      startAhead: async (sandbox) => {
        const parent = await parentOf(interpreter)
        const process = { env: {}, workingDirectory: '/', channels: 1 }
        return parent ? sandbox.fork(parent, process) : sandbox.start({ ...process, command: command() })
      },
      start: (sandbox, process) => sandbox.start({ ...process, command: command('--fresh'), channels: 1 }),
      variables: () => ({}),
      sdkPaths: () => [],
      runtimeVersion: `python:${interpreter.version}`,
    }
  }

  return {
    async plan(version, { task, layers }) {
      if (version.runtime?.startsWith('python')) return pythonPlan(version)
      if (version.runtime?.startsWith('provided')) return bootstrapPlan(task, layers)
      throw new ComputeError('no runtime', `The runtime ${version.runtime ?? 'of images'} cannot be run yet.`)
    },
    async close() {
      const open = await Promise.allSettled(parents.values())
      await Promise.all(
        open.map((parent) => (parent.status === 'fulfilled' ? parent.value.stop() : undefined)),
      )
    },
  }
}

function bootstrapPlan(task: string, layers: string | undefined): RuntimePlan {
  const start = async (sandbox: Sandbox, process: Omit<ProcessSpec, 'command' | 'channels'>) => {
    const [taskFile, optFile] = [
      `${sandbox.pathOf('/var/task')}/bootstrap`,
      `${sandbox.pathOf('/opt')}/bootstrap`,
    ]
    const isInTask = await exists(join(task, 'bootstrap'))
    if (!isInTask && !(layers !== undefined && (await exists(join(layers, 'bootstrap')))))
      throw new Error("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]")
    return sandbox.start({ ...process, command: [isInTask ? taskFile : optFile], channels: 0 })
  }
  return { speaks: 'runtime-api', mounts: [], start, variables: () => ({}), sdkPaths: () => [] }
}

async function findPython(wanted: string): Promise<Interpreter> {
  const home = process.env.HOME ?? '/root'
  const candidates = [`python${wanted}`, join(home, `.pyenv/shims/python${wanted}`), 'python3']
  for (const candidate of candidates) {
    try {
      const script =
        'import sys,platform;print(sys.executable);print(sys.base_prefix);print(platform.python_version())'
      const { stdout } = await run(candidate, ['-I', '-c', script])
      const [path = '', prefix = '', version = ''] = stdout.trim().split('\n')
      return { path: await realpath(path), prefix, version }
    } catch {}
  }
  throw new ComputeError('no runtime', `There is no Python ${wanted} on this machine, and no other one.`)
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}
