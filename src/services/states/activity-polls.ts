/** Workers that wait for tasks of activities on this node. */
import { activityWorkerLimit } from './errors.ts'
import { activityPollersMax } from './limits.ts'

export class ActivityPolls {
  readonly #counts = new Map<string, number>()

  /** Counts one more while `poll` goes on. Fails with ActivityWorkerLimitExceeded. */
  async during<T>(activityArn: string, poll: () => Promise<T>): Promise<T> {
    const count = this.#counts.get(activityArn) ?? 0
    if (count >= activityPollersMax) throw activityWorkerLimit()
    this.#counts.set(activityArn, count + 1)
    try {
      return await poll()
    } finally {
      const left = (this.#counts.get(activityArn) ?? 1) - 1
      if (left > 0) this.#counts.set(activityArn, left)
      else this.#counts.delete(activityArn)
    }
  }
}
