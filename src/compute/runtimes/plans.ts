/** How the processes of one runtime are started. */
import type { ProcessSpec, ReadOnlyMount, Sandbox, SandboxProcess } from '../../sandbox/index.ts'
import { bootstraps, bootstrapsInside } from '../bootstraps.ts'
import { channelStreams } from '../channel/channel-link.ts'
import type { DebuggerDoor, Inside, RuntimePlan } from '../environment/runtime-plan.ts'
import type { FunctionVersion } from '../types.ts'
import { needsFreshProcess } from './fresh-process.ts'
import type { Found } from './interpreter.ts'
import { nodeFlags } from './node-flags.ts'
import type { Sdk } from './sdks.ts'

type Command = readonly [string, ...string[]]
type Start = Omit<ProcessSpec, 'command' | 'channels'>

/** The variables that AWS's images have beside what is common to all. Source: Developer Guide, "Defined runtime environment variables". */
export function pathVariables(inside: Inside): Record<string, string> {
  const [lang, opt, task, runtime] = ['/var/lang', '/opt', '/var/task', '/var/runtime'].map(inside)
  return {
    PATH: `${lang}/bin:/usr/local/bin:/usr/bin/:/bin:${opt}/bin`,
    LD_LIBRARY_PATH: [
      `${lang}/lib`,
      '/lib64',
      '/usr/lib64',
      runtime,
      `${runtime}/lib`,
      task,
      `${task}/lib`,
      `${opt}/lib`,
    ].join(':'),
  }
}

/** Starts a program, by way of the function's wrapper script where it has one. */
function startBy(version: FunctionVersion, commandIn: (sandbox: Sandbox) => Command) {
  return (sandbox: Sandbox, process: Start): Promise<SandboxProcess> => {
    const command = commandIn(sandbox)
    const wrapper = version.environment.AWS_LAMBDA_EXEC_WRAPPER
    const wrapped: Command =
      wrapper === undefined || wrapper === '' ? command : [located(sandbox, wrapper), ...command]
    return sandbox.start({ ...process, command: [...wrapped], channels: channelStreams })
  }
}

/** A path as the function knows it, where it is seen. */
export function located(sandbox: Sandbox, path: string): string {
  for (const root of ['/opt', '/var/task']) {
    if (path.startsWith(`${root}/`)) return sandbox.pathOf(root) + path.slice(root.length)
  }
  return path
}

/** Whether it may be loaded before it is known for whom: inside, `/tmp` is each function's own, and hides what lies there. */
export function preloadable({ folder }: Sdk): boolean {
  return !folder.startsWith('/tmp/')
}

interface Parts {
  readonly version: FunctionVersion
  readonly found: Found
  readonly sdk: Sdk | undefined
}

function common({ found, sdk }: Parts, name: string) {
  const { interpreter, warning } = found
  return {
    speaks: 'channel' as const,
    mounts: [
      ...interpreter.mounts,
      { source: bootstraps, target: bootstrapsInside },
      ...(sdk === undefined ? [] : [sdk.mount]),
      // At its own path too: what was loaded ahead names that.
      ...(sdk !== undefined && preloadable(sdk) ? [{ source: sdk.folder, target: sdk.folder }] : []),
    ],
    sdkPaths: (inside: Inside) => (sdk === undefined ? [] : [inside(sdk.mount.target)]),
    runtimeVersion: `${name}:${interpreter.version}`,
    ...(warning === undefined ? {} : { warning }),
  }
}

/** Python: forked from a warm parent where sandboxes can, else started. */
export function pythonPlan(
  parts: Parts & {
    /** Fetches debugpy. */
    debugger: () => Promise<ReadOnlyMount>
    fork: ((sandbox: Sandbox, template?: boolean) => Promise<SandboxProcess>) | undefined
  },
): RuntimePlan {
  const { version, found, sdk, fork } = parts
  const { path } = found.interpreter
  const fresh = needsFreshProcess('python', version.environment)
  // Isolated from the machine; with variables of the function's own (PYTHONHASHSEED, say) they are read.
  const command = (sandbox: Sandbox): Command => [
    path,
    ...(fresh ? ['-s', '-S'] : ['-I', '-S']),
    `${sandbox.pathOf(bootstrapsInside)}/python/bootstrap.py`,
  ]
  const plan = {
    ...common(parts, 'python'),
    start: startBy(version, (sandbox) => [...command(sandbox), '--fresh']),
    variables: (inside: Inside) => ({ ...pathVariables(inside), PYTHONPATH: inside('/var/runtime') }),
  }
  const debuggable = {
    ...plan,
    debuggerPort: 5678,
    debugged: async ({ port, wait }: DebuggerDoor) => {
      const tools = await parts.debugger()
      return {
        ...plan,
        mounts: [...plan.mounts, tools],
        start: startBy(version, (sandbox) => [
          ...command(sandbox),
          '--fresh',
          '--debugger',
          sandbox.pathOf(tools.target),
          String(port),
          ...(wait ? ['--wait'] : []),
        ]),
      }
    },
  }
  if (fresh) return debuggable
  const ahead = (sandbox: Sandbox): Command => [
    ...command(sandbox),
    ...(sdk !== undefined && preloadable(sdk) ? ['--sdk', sdk.folder] : []),
  ]
  return {
    ...debuggable,
    warmKey: `${path}\n${sdk?.folder ?? ''}`,
    startAhead: (sandbox) =>
      fork?.(sandbox) ??
      sandbox.start({ command: ahead(sandbox), env: {}, workingDirectory: '/', channels: channelStreams }),
    ...(fork ? { startTemplate: (sandbox: Sandbox) => fork(sandbox, true) } : {}),
  }
}

/** Node.js: booted ahead, with the heap that functions of this memory size get. */
export function nodePlan(parts: Parts & { asked: string }): RuntimePlan {
  const { version, found, sdk, asked } = parts
  const { path, prefix, mounts } = found.interpreter
  const flags = nodeFlags(asked, version.memoryMb, version.environment.NODE_OPTIONS)
  // It may lie anywhere, and runs from anywhere: inside it is where AWS has it.
  const program = (sandbox: Sandbox) =>
    mounts.length === 0 ? path : sandbox.pathOf('/var/lang') + path.slice(prefix.length)
  const command = (sandbox: Sandbox): Command => [
    program(sandbox),
    ...flags,
    `${sandbox.pathOf(bootstrapsInside)}/nodejs/bootstrap.mjs`,
  ]
  const plan = {
    ...common(parts, 'nodejs'),
    start: startBy(version, (sandbox) => [...command(sandbox), '--fresh']),
    variables: (inside: Inside) => {
      const [opt, runtime, task] = ['/opt', '/var/runtime', '/var/task'].map(inside)
      return {
        ...pathVariables(inside),
        NODE_PATH: [
          `${opt}/nodejs/node${asked}/node_modules`,
          `${opt}/nodejs/node_modules`,
          sdk === undefined ? `${runtime}/node_modules` : inside(sdk.mount.target),
          runtime,
          task,
        ].join(':'),
      }
    },
  }
  const debuggable = {
    ...plan,
    debuggerPort: 9229,
    debugged: async ({ port, wait }: DebuggerDoor) => ({
      ...plan,
      start: startBy(version, (sandbox) => {
        const [node, ...rest] = command(sandbox)
        return [node, `--inspect${wait ? '-wait' : ''}=127.0.0.1:${port}`, ...rest, '--fresh']
      }),
    }),
  }
  if (needsFreshProcess('nodejs', version.environment)) return debuggable
  return {
    ...debuggable,
    warmKey: [path, ...flags, sdk?.folder ?? ''].join('\n'),
    startAhead: (sandbox) =>
      sandbox.start({ command: command(sandbox), env: {}, workingDirectory: '/', channels: channelStreams }),
  }
}
