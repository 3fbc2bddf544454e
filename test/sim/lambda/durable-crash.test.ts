/**
 * The server is killed while durable executions run: no step that was recorded is lost or recorded twice, and every execution
 * comes to its end. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Event, Lambda } from '@aws-sdk/client-lambda'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import {
  durableSource,
  historyOf,
  makeNodeFunction,
  startDurable,
  until,
} from '../../contract/lambda/durable-support.ts'
import { clientOf, killableServer } from '../../support/killable-server.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const executions = 4
const steps = 12

// What a step gives is new each time it runs: a step that ran again after it was recorded would show.
const source = durableSource(`async (event, context) => {
  const given = []
  for (let index = 0; index < ${steps}; index++) {
    given.push(await context.step('step-' + index, async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      return crypto.randomUUID()
    }))
    if (index % 4 === 3) await context.wait({ seconds: 1 })
  }
  return given
}`)

describe('kill -9 under durable executions', { skip: process.platform !== 'linux' }, () => {
  const server = killableServer('durable-crash', { HOME: process.env.HOME })

  async function start(): Promise<Lambda> {
    return new Lambda(clientOf(await server.start()))
  }

  it('loses no step, records none twice, and ends them all', async (test) => {
    test.diagnostic(`seed ${seed}`)
    const random = new SeededRandom(seed)
    let lambda = await start()
    await makeNodeFunction(lambda, 'steps', source, { ExecutionTimeout: 3600 })
    const arns: string[] = []
    for (let index = 0; index < executions; index++) arns.push(await startDurable(lambda, 'steps', { index }))
    const recorded = new Map<string, string>()
    for (let round = 1; round <= kills; round++) {
      // Each kill comes when more is recorded than at the one before.
      const least = recorded.size + 3 + randomBelow(random, 8)
      await until('steps to be recorded', async () => {
        await note(lambda, arns, recorded)
        return recorded.size >= least
      })
      await pause(randomBelow(random, 200))
      await server.kill()
      lambda.destroy()
      lambda = await start()
    }
    for (const arn of arns) {
      const { Status, Result } = await until('the end of an execution', async () => {
        const execution = await lambda.getDurableExecution({ DurableExecutionArn: arn })
        return execution.Status !== 'RUNNING' && execution
      })
      assert.equal(Status, 'SUCCEEDED')
      const history = await historyOf(lambda, arn)
      assert.deepEqual(
        history.map(({ EventId }) => EventId),
        history.map((_event, index) => index + 1),
      )
      const given = history.filter(({ EventType }) => EventType === 'StepSucceeded')
      assert.deepEqual(
        given.map(({ Name }) => Name),
        Array.from({ length: steps }, (_none, index) => `step-${index}`),
      )
      assert.deepEqual(JSON.parse(Result ?? ''), given.map(givenBy))
      for (const event of given) {
        const before = recorded.get(`${arn} ${event.Name}`)
        if (before !== undefined) assert.equal(givenBy(event), before)
      }
      assert.equal(history.filter(({ EventType }) => EventType === 'ExecutionSucceeded').length, 1)
      const waits = history.filter(({ EventType }) => EventType === 'WaitSucceeded')
      assert.equal(new Set(waits.map(({ Id }) => Id)).size, waits.length)
    }
    test.diagnostic(`${recorded.size} of ${executions * steps} steps were recorded before the last kill`)
    lambda.destroy()
    await server.stop()
  })
})

function givenBy({ StepSucceededDetails }: Event): string {
  return JSON.parse(StepSucceededDetails?.Result?.Payload ?? 'null') as string
}

/** Notes what is recorded; what was noted before must still be so. */
async function note(lambda: Lambda, arns: readonly string[], recorded: Map<string, string>): Promise<void> {
  for (const arn of arns) {
    for (const event of await historyOf(lambda, arn)) {
      if (event.EventType !== 'StepSucceeded') continue
      const key = `${arn} ${event.Name}`
      assert.equal(recorded.get(key) ?? givenBy(event), givenBy(event))
      recorded.set(key, givenBy(event))
    }
  }
}
