/** Queued work and timers over the store. What a job does is its handler's. */
export { JobAbortedError } from './held-message.ts'
export { JobRunner } from './job-runner.ts'
export type {
  JobAnswer,
  JobHandler,
  JobOptions,
  JobRegistration,
  JobSurroundings,
  Jobs,
  MessageEnding,
  RecurringInstant,
  RecurringOptions,
  RecurringRun,
  RunningJob,
} from './types.ts'
