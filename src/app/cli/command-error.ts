import { exitCodes } from './exit-codes.ts'

/** What ends a command with a message for a person: what is wrong, and what to do about it, a line each. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** What to do; lines below the message. */
  readonly advice: readonly string[]
  readonly exitCode: number

  constructor(message: string, advice: readonly string[] = [], exitCode: number = exitCodes.failure) {
    super(message)
    this.advice = advice
    this.exitCode = exitCode
  }
}
