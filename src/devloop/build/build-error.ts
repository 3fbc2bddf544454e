import { LoopError } from '../loop-error.ts'

/** Code that cannot be built: each fault with its place, as compilers print it (`file:line:column: message`). */
export class BuildError extends LoopError {
  /** The logical id of the function or layer. */
  readonly logicalId: string

  constructor(logicalId: string, message: string, faults: readonly string[] = []) {
    super(`${logicalId}: ${message}`, faults)
    this.logicalId = logicalId
  }
}
