/** What authorizer functions answered, remembered for the time that the authorizer says, on this node. */
import type { Clock } from '../base/clock.ts'
import { authorizerAnswersMax } from './limits.ts'

interface Kept<Answer> {
  readonly answer: Answer
  /** Unit: milliseconds since the epoch. */
  readonly until: number
}

/** Answers by stage (`API/STAGE`) and by what they are for. */
export class AuthorizerAnswers<Answer> {
  readonly #clock: Pick<Clock, 'now'>
  readonly #stages = new Map<string, Map<string, Kept<Answer>>>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  find(stage: string, key: string): Answer | undefined {
    const kept = this.#stages.get(stage)?.get(key)
    return kept && kept.until > this.#clock.now() ? kept.answer : undefined
  }

  /** Unit of `seconds`: how long it holds. */
  keep(stage: string, key: string, answer: Answer, seconds: number): void {
    let kept = this.#stages.get(stage)
    if (!kept || kept.size >= authorizerAnswersMax) {
      kept = new Map()
      this.#stages.set(stage, kept)
    }
    kept.set(key, { answer, until: this.#clock.now() + seconds * 1000 })
  }
}
