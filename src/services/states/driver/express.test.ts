import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defaultAccountId, type Region } from '../../../aws/identifiers.ts'
import { silentLogger } from '../../../base/logger.ts'
import { SeededRandom } from '../../../base/seeded-random.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import { parseDefinition } from '../engine.ts'
import type { TaskRoom } from '../integrations/types.ts'
import type { Observers } from '../observing/observers.ts'
import type { Revision } from '../records.ts'
import { ExpressRuns } from './express.ts'

/** Steps of the microtask queue that are tried: more than lie between the answers of two tasks and the end of what the first one causes. */
const stepsTried = 100

const roleArn = 'arn:aws:iam::000000000000:role/r'
const branch = (FunctionName: string) => ({
  StartAt: FunctionName,
  States: {
    [FunctionName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName },
      End: true,
    },
  },
})
const { program } = parseDefinition(
  JSON.stringify({
    StartAt: 'P',
    States: { P: { Type: 'Parallel', Branches: [branch('one'), branch('two')], End: true } },
  }),
  {},
)

it('an execution goes on whenever a task ends, be it while the end of another is dealt with', async () => {
  assert.ok(program)
  for (let steps = 0; steps < stepsTried; steps++) {
    const asked = new Map<string, () => void>()
    const call = (_operation: string, { FunctionName = '' }: { FunctionName?: string }) =>
      new Promise((resolve) =>
        asked.set(FunctionName, () => resolve({ StatusCode: 200, Payload: Buffer.from('1') })),
      )
    const surroundings = {
      clock: new VirtualClock(),
      random: new SeededRandom(steps),
      logger: silentLogger,
      jobs: {
        during: async <T>(work: () => Promise<T>): Promise<T> => {
          return await work()
        },
      },
      call,
    } as unknown as BackgroundSurroundings
    const observers = { history: () => {} } as unknown as Observers
    const runs = new ExpressRuns(surroundings, surroundings as unknown as TaskRoom, observers)
    let ended = false
    const ending = runs
      .run({
        home: { accountId: defaultAccountId, region: 'us-east-1' as Region },
        machineName: 'm',
        compiled: { revision: {} as Revision, program },
        facts: {
          executionArn: 'arn:aws:states:us-east-1:000000000000:express:m:e:1',
          name: 'e',
          roleArn,
          stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
          stateMachineName: 'm',
        },
        input: {},
      })
      .finally(() => {
        ended = true
      })
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
    for (let waited = 0; asked.size < 2 && waited < 100; waited++) await turn()
    asked.get('one')?.()
    for (let step = 0; step < steps; step++) await undefined
    asked.get('two')?.()
    for (let waited = 0; !ended && waited < 20; waited++) await turn()
    assert.ok(ended, `after ${steps} steps it hangs`)
    assert.equal((await ending).status, 'SUCCEEDED')
  }
})
