/**
 * When a server has nothing more to do by itself. Jobs and pollers count their work, but a request that waits (a long poll) is no
 * work until it has been woken and has asked the store: so what is asked of the store counts, too. Idle is a server on which
 * neither is under way, and neither begins within some turns of the loop.
 */
import type { JobRunner } from '../jobs/index.ts'
import type { Store } from '../store/index.ts'
import type { Background } from './background.ts'

/** Turns in a row in which nothing begins. Ours: who is woken asks the store within one. */
const quietTurns = 3

/** How many questions the store was asked, and how many it has not answered yet. */
export interface StoreQuestions {
  readonly asked: number
  readonly open: number
}

/** The store, counting what is asked of it. */
export function countingStore(store: Store): { readonly store: Store; readonly questions: StoreQuestions } {
  const questions = { asked: 0, open: 0 }
  const ended = () => {
    questions.open--
  }
  const counted = new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const answer: unknown = value.apply(target, args)
        if (!(answer instanceof Promise)) return answer
        questions.asked++
        questions.open++
        answer.then(ended, ended)
        return answer
      }
    },
  })
  return { store: counted, questions }
}

/** Resolves when no work that goes on without requests is under way. */
export async function untilIdle(
  background: Background,
  jobs: JobRunner,
  questions: StoreQuestions,
): Promise<void> {
  for (let quiet = 0; quiet < quietTurns; quiet++) {
    await background.settled()
    const before = jobs.workCount + questions.asked
    await jobs.idle()
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (questions.open > 0 || jobs.workCount + questions.asked !== before) quiet = -1
  }
}
