/** What tests of jobs share. */
import type { Message } from '../store/index.ts'
import type { RunningJob } from './index.ts'

/** A handler that stays in each message until told to go on. */
export function blockingHandler() {
  const calls: Array<{ message: Message<string>; job: RunningJob; end: () => void }> = []
  const atOnce = { now: 0, most: 0 }
  let started = Promise.withResolvers<void>()
  return {
    calls,
    atOnce,
    handler: async (message: Message<string>, job: RunningJob) => {
      const gate = Promise.withResolvers<void>()
      calls.push({ message, job, end: () => gate.resolve() })
      started.resolve()
      started = Promise.withResolvers()
      atOnce.most = Math.max(atOnce.most, ++atOnce.now)
      await gate.promise
      atOnce.now--
      return undefined
    },
    /** Resolves when that many messages have been begun. */
    async begun(count: number): Promise<void> {
      while (calls.length < count) await started.promise
    },
  }
}
