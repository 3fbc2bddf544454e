/**
 * The contract of the sandbox room: processes behind walls. It knows nothing of functions, handlers or AWS. What is
 * on the machine decides how strong the walls are; {@link SandboxHost.protections} says which stand.
 */
import type { Duplex, Readable } from 'node:stream'

/** One wall, and whether it stands on this machine. */
export interface Protection {
  /** `namespaces`, `read-only code`, `unprivileged user`, `seccomp`, `memory limit`, `cpu limit`, `network`, `freezing` ... */
  readonly name: string
  readonly active: boolean
  /** How it is done here, or why it is absent and what would bring it. One sentence. */
  readonly detail: string
}

/** A folder of the host that is seen inside, never writable. */
export interface ReadOnlyMount {
  /** Absolute path on the host. */
  readonly source: string
  /** Absolute path inside. */
  readonly target: string
}

/** An address inside a sandbox that leads to a Unix socket of this server: `127.0.0.1:<port>`. */
export interface Forward {
  readonly name: string
  /** The port inside. */
  readonly port: number
  /** The Unix socket that connections arrive at. */
  readonly socketPath: string
  /** The TCP address on the host, for machines without network namespaces, where inside and outside are one. */
  readonly hostAddress?: string
}

/** What processes may reach. Loopback inside is always their own. */
export interface NetworkPolicy {
  /** `none`: nothing but forwards. `outside`: all but this host's loopback, link-local and metadata addresses. `host`: all. */
  readonly reach: 'none' | 'outside' | 'host'
}

/** How much processes may use together. */
export interface SandboxLimits {
  readonly memoryBytes: number
  /** Processes and threads. AWS: 1,024. */
  readonly processes: number
  /** File descriptors of each process. AWS: 1,024. */
  readonly openFiles: number
  /** Processors, in fractions: 0.5 is half of one. */
  readonly cpus: number
  /** The size of `/tmp`. */
  readonly tmpBytes: number
}

/** What a sandbox is made with, before anybody knows what it will run. */
export interface SandboxSpec {
  /** For logs. */
  readonly label: string
  /** Trees that every user of this sandbox needs: an interpreter, its bootstrap. System folders are there by themselves. */
  readonly mounts: readonly ReadOnlyMount[]
  /** It is for a clone of this sandbox's template process, and ends with that sandbox. */
  readonly cloneOf?: Sandbox
}

/** What turns a sandbox in waiting into one in use. May be applied once. */
export interface Assignment {
  /** Code: mounted while processes already run. */
  readonly mounts: readonly ReadOnlyMount[]
  readonly limits: SandboxLimits
  readonly network: NetworkPolicy
  readonly forwards: readonly Forward[]
}

/** A process to start. Nothing of the host's environment is inherited. */
export interface ProcessSpec {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly workingDirectory: string
  /** How many two-way streams it gets, as file descriptors 3, 4, ... */
  readonly channels: number
}

/** A process that goes on from another one's memory. */
export interface ForkSpec extends Omit<ProcessSpec, 'command'> {
  /** It may be cloned in its turn: see {@link Sandbox.cloneFrom}. */
  readonly template?: boolean
}

/** How a process ended. */
export interface ProcessEnd {
  /** Absent when a signal ended it. */
  readonly code?: number
  readonly signal?: NodeJS.Signals
  /** It, or another of its sandbox, was ended for using more memory than allowed. */
  readonly outOfMemory: boolean
}

/** A process in a sandbox. */
export interface SandboxProcess {
  /** Its id on the host, for debugging; it has another inside. */
  readonly pid: number
  /** What it and its children write to standard output and standard error, in order: one pipe. */
  readonly output: Readable
  /** File descriptors 3, 4, ... */
  readonly channels: readonly Duplex[]
  readonly ended: Promise<ProcessEnd>
  /** Resolves when everything written to `output` until now has been handed to its readers, or after so many milliseconds of waiting for them. */
  outputDelivered(patienceMs?: number): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/**
 * A trusted process of ours that has loaded what many need and forks on request: the fork is in the sandbox, with all
 * its walls, before it does anything. The program side is in `bootstraps/`.
 */
export interface WarmParent {
  readonly ended: Promise<ProcessEnd>
  stop(): Promise<void>
}

/** What processes of a sandbox used. */
export interface SandboxUsage {
  /** What this sandbox alone takes of the machine's memory. */
  readonly memoryBytes: number
  /** The most that was used since the sandbox was assigned, or since the last call with `reset`. */
  readonly peakMemoryBytes: number
  readonly cpuMs: number
  readonly processes: number
  /**
   * What its processes have in memory, with what they share, counted for each of them: files of programs, memory of a warm parent. 0 where
   * that cannot be said, or where there are too many to look at.
   */
  readonly residentBytes: number
}

/** Walls, and the processes within. */
export interface Sandbox {
  readonly id: string
  assign(assignment: Assignment): Promise<void>
  /** Where a forward is reached from inside: `127.0.0.1:9001`, or its host address where there are no namespaces. */
  addressOf(forward: string): string
  /** Where a mount is seen from inside: its target, or its source where there are no namespaces. */
  pathOf(target: string): string
  start(process: ProcessSpec): Promise<SandboxProcess>
  /** Forks from a warm parent; `command` of the spec is not run, the parent's own code goes on in the fork. */
  fork(parent: WarmParent, process: ForkSpec): Promise<SandboxProcess>
  /**
   * Forks the template process of the sandbox that this one was created for (`cloneOf`), with all that it has loaded. The template was forked
   * with `template`, and serves clones now (see bootstraps); it must not be frozen. The clone has its own processes, network, limits,
   * freezing, and /tmp: a copy of the template's. `env` replaces the template's.
   */
  cloneFrom?(template: Sandbox, process: Omit<ProcessSpec, 'command'>): Promise<SandboxProcess>
  /** Every process stands still. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  usage(options?: { readonly reset?: boolean }): Promise<SandboxUsage>
  /**
   * Ends every process and keeps the rest: mounts, limits, the network, what is in /tmp. Shared memory goes with the processes, and what was
   * used is counted anew. Resolves when none is left; others may be started then. Not while frozen, nor while processes are started.
   * Fails with an OperationalError: such a sandbox is to be stopped.
   */
  endProcesses(): Promise<void>
  /** Ends every process and removes every trace. */
  stop(): Promise<void>
}

/** Makes sandboxes. When the process of this server ends, however it ends, every process in every sandbox ends with it. */
export interface SandboxHost {
  readonly protections: readonly Protection[]
  /** Whether there are warm parents here; otherwise processes are started. */
  readonly canFork: boolean
  create(spec: SandboxSpec): Promise<Sandbox>
  warmParent(process: Omit<ProcessSpec, 'channels'>): Promise<WarmParent>
  close(): Promise<void>
}
