/**
 * How Lambda words it when it, not the runtime, says that an invocation failed.
 * Source: logs and answers seen on AWS; aws/aws-lambda-runtime-interface-emulator, internal/lambda/fatalerror and rapid.
 */
import type { ProcessEnd } from '../../sandbox/index.ts'

/** An error type with its sentence, which the request's id comes before. */
export interface Fault {
  readonly errorType: string
  readonly sentence: string
}

/** JSON as Lambda answers it. */
export function faultPayload({ errorType, sentence }: Fault, requestId: string): Uint8Array {
  return Buffer.from(
    JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${sentence}` }),
  )
}

/** What stands in the log. */
export function faultLine({ errorType, sentence }: Fault, requestId: string): string {
  return `RequestId: ${requestId} Error: ${sentence}\n${errorType}\n`
}

/** A runtime that ended. */
export function runtimeEnded(end: ProcessEnd): Fault {
  if (end.outOfMemory)
    return { errorType: 'Runtime.OutOfMemory', sentence: 'Runtime exited with error: signal: killed' }
  if (end.signal !== undefined)
    return {
      errorType: 'Runtime.ExitError',
      sentence: `Runtime exited with error: ${signalText(end.signal)}`,
    }
  if (end.code === 0 || end.code === undefined)
    return { errorType: 'Runtime.ExitError', sentence: 'Runtime exited without providing a reason' }
  return { errorType: 'Runtime.ExitError', sentence: `Runtime exited with error: exit status ${end.code}` }
}

/** An external extension that ended. */
export function extensionEnded(end: ProcessEnd): Fault {
  const how = end.signal === undefined ? `exit code ${end.code ?? 0}` : signalText(end.signal)
  return { errorType: 'Extension.Crash', sentence: how }
}

/** As Go's os package words signals, which AWS's log shows. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted (core dumped)',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error (core dumped)',
  SIGFPE: 'floating point exception (core dumped)',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction (core dumped)',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit (core dumped)',
  SIGSEGV: 'segmentation fault (core dumped)',
  SIGSYS: 'bad system call (core dumped)',
  SIGTERM: 'terminated',
}

function signalText(signal: string): string {
  return `signal: ${signalNames[signal] ?? signal}`
}

/** A handler that took too long. */
export function timedOut(timeoutMs: number): Fault {
  return {
    errorType: 'Sandbox.Timedout',
    sentence: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  }
}

/** JSON for a response that is too long. */
export function responseTooLarge(bytes: number, bytesMax: number): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${bytesMax} bytes).`,
    }),
  )
}
