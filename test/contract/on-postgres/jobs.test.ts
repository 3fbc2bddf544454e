/** What the tests of jobs say on PostgreSQL: the same files once more. */
import { describe } from 'node:test'
import { testOnPostgres } from '../../support/test-stores.ts'

const missing = await testOnPostgres()

describe('jobs on PostgreSQL', { skip: missing ?? false }, async () => {
  await import('../../../src/jobs/job-runner.test.ts')
})
describe('timers on PostgreSQL', { skip: missing ?? false }, async () => {
  await import('../../../src/jobs/recurring-timer.test.ts')
})
