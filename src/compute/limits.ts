/** Bounds of environments and invocations, with their sources. */

import type { SandboxLimits } from '../sandbox/index.ts'
import type { FunctionVersion } from './types.ts'

/** Until a handler is loaded. Unit: milliseconds. Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle". */
export const initLimitMs = 10_000

/** The same with provisioned concurrency or SnapStart: 130 seconds or the function's timeout, whichever is longer. Source: as above. */
export const preparedInitLimitMs = 130_000

/** A response that does not stream. Unit: bytes. Source: the message of Function.ResponseSizeTooLarge; 6 MiB and 100 bytes. */
export const responseBytesMax = 6_291_556

/** A response that streams. Unit: bytes. Source: Lambda Developer Guide, "Lambda quotas", 200 MB. */
export const streamedBytesMax = 209_715_200

/** An init error, or what a handler failed with. Unit: bytes. Source: chosen, as for responses. */
export const errorBytesMax = 6_291_556

/** Processes and threads of an environment. Unit: one. Source: Lambda Developer Guide, "Lambda quotas". */
export const processesMax = 1_024

/** Open files of a process. Unit: one. Source: Lambda Developer Guide, "Lambda quotas". */
export const openFilesMax = 1_024

/** One whole processor. Unit: MB of memory. Source: Lambda Developer Guide, "Configure Lambda function memory". */
export const memoryMbPerProcessor = 1_769

/**
 * The least share of processors. Unit: processors. Source: chosen. AWS gives 128 MB a fourteenth of one, but a whole one and more while a function
 * is initialised; a limit that cannot change meanwhile would make each start slow.
 */
export const cpusLeast = 0.5

/** What processes of a function may use together. */
export function capacityOf(version: FunctionVersion): SandboxLimits {
  return {
    memoryBytes: version.memoryMb * 1024 * 1024,
    processes: processesMax,
    openFiles: openFilesMax,
    cpus: Math.max(cpusLeast, version.memoryMb / memoryMbPerProcessor),
    tmpBytes: version.ephemeralStorageMb * 1024 * 1024,
  }
}

/** The end of an environment: for the runtime alone, with internal extensions, with external ones. Unit: milliseconds. Source: as for the life cycle. */
export const shutdownMs = { none: 0, internal: 500, external: 2_000 } as const

/** An environment that has nothing to do stands still after so long. Unit: milliseconds. Source: chosen; a busy one pays nothing. */
export const freezeAfterMs = 50

/** Telemetry that is under way holds that up, for so long at most. Unit: milliseconds. Source: chosen. */
export const telemetryGraceMs = 2_000

/**
 * Extensions that are about to end are waited for so long by invocations that have no other environment. Unit: milliseconds. Source: chosen; some
 * take two seconds, and a new environment would be there sooner.
 */
export const resetPatienceMs = 100

/** What is not used so long ends. Unit: milliseconds. Source: chosen; AWS does not say, seen are 5 to 15 minutes. */
export const idleEnvironmentMs = 600_000

/** An invocation waits so long for an environment when all that may be there are busy. Unit: milliseconds. Source: chosen. */
export const capacityWaitMs = 20_000

/** Memory is measured so often at most. Unit: milliseconds. Source: chosen; it costs a system call or a file. */
export const measureEveryMs = 200

/** What was printed before the end of an invocation is waited for so long. Unit: milliseconds. Source: chosen. */
export const outputWaitMs = 2_000

/** Credentials go into an environment only when they are good for its timeout and this much more. Unit: milliseconds. Source: chosen. */
export const credentialSpareMs = 120_000

/** A runtime that is started ahead boots within. Unit: milliseconds. Source: chosen; on a busy machine it takes a second. */
export const bootLimitMs = 30_000

/** Runtimes of one kind that wait at most. Source: chosen; one takes about 10 (Python, forked) to 40 MB (Node.js). */
export const aheadMax = 8

/**
 * While a function starts nothing is made ahead, but no longer than so long: it may load for seconds. Unit: milliseconds. Source: chosen;
 * a start takes about 10.
 */
export const startAloneMs = 100

/** How many are wanted is looked at so often. Unit: milliseconds. Source: chosen. */
export const aheadReviewMs = 30_000

/** What nobody has wanted for so long ends. Unit: milliseconds. Source: chosen. */
export const aheadIdleMs = 900_000

/** Environments that may be on this machine. Source: chosen; one that rests takes 10 to 60 MB. */
export function environmentsMax(totalMemoryBytes: number): number {
  return Math.max(32, Math.min(1_000, Math.floor((0.75 * totalMemoryBytes) / (48 * 1024 * 1024))))
}

/**
 * A start is thought to take at least so long. Unit: milliseconds. Source: chosen; see placement/pace.ts. A ready runtime is assigned in
 * about 10, a Node.js one started in 50.
 */
export const startMsLeast = 25

/** A start is thought to take at most so long. Unit: milliseconds. Source: chosen; see placement/pace.ts. */
export const startMsMost = 500

/**
 * Environments of a version for each processor that are started for whoever waits: more of them than processors bring nothing to functions that
 * only calculate. Source: chosen.
 */
export const eagerPerProcessor = 4

/** Environments of a version that are made at once, before they are initialised: the need of what is not yet begun is looked at again. Source: chosen. */
export const makingMax = 32

/** Invocations that may wait for an environment. Source: chosen. */
export const waitingMax = 5_000

/** An environment under way when the server stops is waited for so long. Unit: milliseconds. Source: chosen. */
export const drainMs = 2_000

/** An init that a debugger may hold up. Unit: milliseconds. Ours: a day. */
export const debuggedInitLimitMs = 86_400_000

/** How often an invocation whose time is up looks whether its debugger has gone. Unit: milliseconds. Ours. */
export const debuggerLookMs = 250

/** What an environment has beside the function's own memory while it is debugged. Unit: bytes. Ours: debugpy and the relay take some 100 MB. */
export const debuggerMemoryBytes = 256 * 1024 * 1024
