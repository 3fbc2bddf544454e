import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Runs a step of the developer loop: what it refuses becomes a message with an exit status. */
export async function withLoopErrors<Result>(run: () => Promise<Result>): Promise<Result> {
  const { LoopError } = await import('../../../devloop/index.ts')
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof LoopError)) throw error
    throw new CommandError(
      error.message,
      error.advice,
      error.asked === 'wrongly' ? exitCodes.usage : exitCodes.failure,
    )
  }
}
