import type { ProcessSpec, ReadOnlyMount, Sandbox, SandboxProcess } from '../../sandbox/index.ts'

/** Where something is seen from inside a sandbox: takes a mount's target, answers the path there. */
export type Inside = (target: string) => string

/** How the runtime of a function version is run on this machine. */
export interface RuntimePlan {
  /** Managed runtimes of ours speak the channel, everything else the HTTP Runtime API. */
  readonly speaks: 'channel' | 'runtime-api'
  /** The mounts hold a whole system, an image: nothing else of the function's code is mounted. */
  readonly ownRoot?: boolean
  /** Trees that its processes need beside code and layers. */
  readonly mounts: readonly ReadOnlyMount[]
  /** Starts a process that serves this function; with `fresh` it gets the function's whole environment at once. */
  start(sandbox: Sandbox, process: Omit<ProcessSpec, 'command' | 'channels'>): Promise<SandboxProcess>
  /**
   * Processes that were started ahead by plans with the same key may serve this function. Absent: none, it needs an
   * environment of its own from the start of its process.
   */
  readonly warmKey?: string
  /** Starts one ahead of need. */
  startAhead?(sandbox: Sandbox): Promise<SandboxProcess>
  /** Starts one that may be cloned when it has loaded a handler. Absent: it cannot be done. */
  startTemplate?(sandbox: Sandbox): Promise<SandboxProcess>
  /** Where this runtime listens for debuggers, unless that is taken. Absent: there are no debuggers for it. */
  readonly debuggerPort?: number
  /** The same with a debugger's door open. Fails with a ComputeError when what that needs cannot be had. */
  debugged?(door: DebuggerDoor): Promise<RuntimePlan>
  /** Variables that AWS's image of this runtime has, PATH and library paths among them. */
  variables(inside: Inside): Readonly<Record<string, string>>
  /** Where SDKs are found that come with the runtime. */
  sdkPaths(inside: Inside): readonly string[]
  /** `python:3.13.v61`, for the log. */
  readonly runtimeVersion?: string
  readonly runtimeVersionArn?: string
  /** Another version of the interpreter runs than was asked for: what, and how to get the right one. */
  readonly warning?: string
}

/** Where a runtime listens for debuggers, and whether it waits for one before it loads the handler. */
export interface DebuggerDoor {
  readonly port: number
  readonly wait: boolean
}

/** Finds out how to run functions. */
export interface RuntimeCatalogue {
  /** Fails with a ComputeError when there is no way. */
  plan(
    version: import('../types.ts').FunctionVersion,
    code: { readonly task: string; readonly layers?: string },
  ): Promise<RuntimePlan>
  /** The zip of a layer that is made of packages. Fails with what the package client said. */
  packageLayer?(layer: import('../types.ts').PackageLayer): Promise<Uint8Array>
  /** Ends what is being fetched for functions: a server that stops does not wait for registries. */
  giveUpFetching?(): Promise<void>
  close(): Promise<void>
}
