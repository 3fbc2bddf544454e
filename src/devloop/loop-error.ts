/** What ends a step of the developer loop with words for a person: what is wrong, and what to do about it, a line each. */
export class LoopError extends Error {
  override readonly name = 'LoopError'
  /** What to do; lines below the message. */
  readonly advice: readonly string[]
  /** The person asked for something that there is not (2), or it could not be done (1). */
  readonly asked: 'wrongly' | 'rightly'

  constructor(message: string, advice: readonly string[] = [], asked: 'wrongly' | 'rightly' = 'rightly') {
    super(message)
    this.advice = advice
    this.asked = asked
  }
}
