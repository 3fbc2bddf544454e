import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defaultAccountId, type Region } from '../aws/identifiers.ts'
import { silentLogger } from '../base/logger.ts'
import type { Surroundings } from '../dispatch/index.ts'
import { LogLines } from './log-lines.ts'

const place = {
  api: { accountId: defaultAccountId, region: 'us-east-1' as Region, apiId: 'a' },
  logGroupName: 'g',
  logStreamName: 's',
  makesGroup: false,
}

/** Steps of the microtask queue that are tried: more than lie between a call's answer and the end of writing. */
const stepsTried = 12

it('a line is written whenever it comes, be it while the writing of others comes to its end', async () => {
  for (let steps = 0; steps < stepsTried; steps++) {
    const written: string[] = []
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    const call = async (operation: string, { logEvents = [] }: { logEvents?: { message: string }[] }) => {
      if (operation !== 'logs:PutLogEvents') return
      written.push(...logEvents.map(({ message }) => message))
      await answered
    }
    const logs = new LogLines({ call: call as unknown as Surroundings['call'], logger: silentLogger })
    logs.add(place, [{ timestamp: 1, message: 'first' }])
    await new Promise<void>((resolve) => setImmediate(resolve))
    answer()
    for (let step = 0; step < steps; step++) await undefined
    logs.add(place, [{ timestamp: 2, message: 'second' }])
    await new Promise<void>((resolve) => setImmediate(resolve))
    assert.deepEqual(written, ['first', 'second'], `after ${steps} steps`)
  }
})
