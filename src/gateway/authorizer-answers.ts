/** What authorizer functions answered, remembered for the time that the authorizer says, on this node. */
import type { Clock } from '../base/clock.ts'
import { authorizerAnswersMax } from './limits.ts'

/** A function's answer, read. */
export interface AuthorizerAnswer {
  /** Whether it lets a request for this route's ARN in. */
  readonly allows: (routeArn: string) => boolean
  readonly context: Readonly<Record<string, unknown>>
  readonly principalId?: string
}

interface Kept {
  readonly answer: AuthorizerAnswer
  /** Unit: milliseconds since the epoch. */
  readonly until: number
}

/** Answers by stage (`API/STAGE`) and by what they are for. */
export class AuthorizerAnswers {
  readonly #clock: Pick<Clock, 'now'>
  readonly #stages = new Map<string, Map<string, Kept>>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  find(stage: string, key: string): AuthorizerAnswer | undefined {
    const kept = this.#stages.get(stage)?.get(key)
    return kept && kept.until > this.#clock.now() ? kept.answer : undefined
  }

  /** Unit of `seconds`: how long it holds. */
  keep(stage: string, key: string, answer: AuthorizerAnswer, seconds: number): void {
    let kept = this.#stages.get(stage)
    if (!kept || kept.size >= authorizerAnswersMax) {
      kept = new Map()
      this.#stages.set(stage, kept)
    }
    kept.set(key, { answer, until: this.#clock.now() + seconds * 1000 })
  }

  /** Forgets all answers for a stage. */
  forget(stage: string): void {
    this.#stages.delete(stage)
  }
}
