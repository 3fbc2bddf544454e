/**
 * The server is killed while state machines run: every execution that was answered comes to its end, its history is whole, and nothing is
 * recorded twice. The seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does, LAMBENT_TEST_CRASH_ROUNDS says how
 * often the server is killed.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { type HistoryEvent, SFN } from '@aws-sdk/client-sfn'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'
import { zipOf } from '../../support/zip.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const executionCount = 24
/** So many that they are woken by several commits. */
const waiterCount = 100
const turns = 6

const source = `
import time
def handler(event, context):
    time.sleep(0.03)
    return event['n']
`

/** Counts in a loop, each time through a function, and waits beside it. */
function definition(functionArn: string): string {
  return JSON.stringify({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Begin',
            States: {
              Begin: { Type: 'Pass', Result: { n: 0 }, Next: 'More' },
              More: {
                Type: 'Choice',
                Choices: [{ Variable: '$.n', NumericLessThan: turns, Next: 'Call' }],
                Default: 'Counted',
              },
              Call: { Type: 'Task', Resource: functionArn, ResultPath: '$.got', Next: 'Add' },
              Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.got, 1)' }, Next: 'More' },
              Counted: { Type: 'Succeed' },
            },
          },
          { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, End: true } } },
        ],
        End: true,
      },
    },
  })
}

const stores = await storeOptions()

for (const { name: storeName, options } of stores) {
  describe(`kill -9 under state machines on ${storeName}`, { skip: process.platform !== 'linux' }, () => {
    const server = killableServer('states-crash', { HOME: process.env.HOME })
    const other = killableServer('states-other', { HOME: process.env.HOME })

    it('loses no step, records none twice, and ends them all', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const storeOption = await options()
      let sfn = new SFN(clientOf(await server.start(storeOption)))
      const stateMachineArn = await prepare(sfn)
      const arns = new Map<string, string>()
      const begin = async (from: number, to: number) => {
        const names = Array.from({ length: to - from }, (_none, index) => `e${from + index}`)
        const answers = await Promise.allSettled(
          names.map((name) => sfn.startExecution({ stateMachineArn, name, input: '{}' })),
        )
        for (const [index, answer] of answers.entries()) {
          if (answer.status === 'fulfilled') arns.set(names[index] ?? '', answer.value.executionArn ?? '')
        }
      }
      await begin(0, executionCount / 2)
      for (let round = 1; round <= kills; round++) {
        await pause(100 + randomBelow(random, 400))
        const later = begin(executionCount / 2, executionCount)
        await pause(20 + randomBelow(random, 200))
        await server.kill()
        await later
        sfn.destroy()
        sfn = new SFN(clientOf(await server.start(storeOption)))
      }
      const before = arns.size
      await begin(executionCount / 2, executionCount)
      assert.equal(arns.size, executionCount, 'what was answered once is answered again')
      for (const executionArn of arns.values()) {
        await until(
          async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING',
          `the end of ${executionArn}`,
          60_000,
        )
        const { status, output, cause } = await sfn.describeExecution({ executionArn })
        assert.equal(status, 'SUCCEEDED', cause)
        assert.deepEqual(JSON.parse(output ?? ''), [{ n: turns }, {}])
        const { events = [] } = await sfn.getExecutionHistory({ executionArn, maxResults: 1000 })
        checkHistory(events)
      }
      const { executions = [] } = await sfn.listExecutions({ stateMachineArn, maxResults: 1000 })
      assert.equal(executions.length, executionCount)
      test.diagnostic(`${before} of ${executionCount} executions were answered before the last kill`)
      sfn.destroy()
      await server.kill()
    })

    it('wakes all that wait for one instant once, wherever in that it is killed', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const storeOption = await options()
      let sfn = new SFN(clientOf(await server.start(storeOption)))
      const { stateMachineArn = '' } = await sfn.createStateMachine({
        name: 'Waiting',
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: JSON.stringify({
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'Again' },
            Again: { Type: 'Wait', TimestampPath: '$.again', Next: 'Last' },
            Last: { Type: 'Pass', End: true },
          },
        }),
      })
      const start = Date.now()
      const [at, again] = [2000, 4000].map((ms) => new Date(start + ms).toISOString())
      const input = JSON.stringify({ at, again })
      const begin = () =>
        Promise.all(
          Array.from({ length: waiterCount }, (_none, index) =>
            sfn.startExecution({ stateMachineArn, name: `w${index}`, input }),
          ),
        )
      const begun = await begin()
      for (const ms of [2000, 4000]) {
        await pause(Math.max(0, start + ms - Date.now()) + randomBelow(random, 40))
        await server.kill()
        sfn.destroy()
        sfn = new SFN(clientOf(await server.start(storeOption)))
      }
      await until(
        async () => {
          const answer = await sfn.listExecutions({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 })
          return answer.executions?.length === 0
        },
        'the end of all that waited',
        60_000,
      )
      for (const { executionArn } of begun) {
        const { events = [] } = await sfn.getExecutionHistory({ executionArn })
        assert.deepEqual(
          events.map(({ type }) => type),
          [
            'ExecutionStarted',
            'WaitStateEntered',
            'WaitStateExited',
            'WaitStateEntered',
            'WaitStateExited',
            'PassStateEntered',
            'PassStateExited',
            'ExecutionSucceeded',
          ],
        )
      }
      sfn.destroy()
      await server.kill()
    })

    it('hands the tasks of a node that was killed to another one', {
      skip: storeName === 'SQLite',
    }, async () => {
      const storeOption = await options()
      const one: SFN = new SFN(clientOf(await server.start(storeOption)))
      const two: SFN = new SFN(clientOf(await other.start(storeOption)))
      const stateMachineArn = await prepare(one)
      const started = await Promise.all(
        Array.from({ length: 8 }, () => one.startExecution({ stateMachineArn, input: '{}' })),
      )
      await pause(150)
      await server.kill()
      one.destroy()
      for (const { executionArn } of started) {
        await until(
          async () => (await two.describeExecution({ executionArn })).status !== 'RUNNING',
          `the end of ${executionArn}`,
          60_000,
        )
        const { status, cause } = await two.describeExecution({ executionArn })
        assert.equal(status, 'SUCCEEDED', cause)
        checkHistory((await two.getExecutionHistory({ executionArn, maxResults: 1000 })).events ?? [])
      }
      two.destroy()
      await other.kill()
    })

    async function prepare(sfn: SFN): Promise<string> {
      const config = sfn.config
      const endpoint = await config.endpoint?.()
      const lambda = new Lambda(clientOf(`http://${endpoint?.hostname}:${endpoint?.port}`))
      const { FunctionArn = '' } = await lambda.createFunction({
        FunctionName: 'step',
        Role: 'arn:aws:iam::000000000000:role/step',
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Timeout: 30,
        Code: { ZipFile: zipOf({ 'index.py': source }) },
      })
      await waitUntilFunctionActiveV2(
        { client: lambda, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 },
        { FunctionName: 'step' },
      )
      lambda.destroy()
      const { stateMachineArn = '' } = await sfn.createStateMachine({
        name: 'Counting',
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: definition(FunctionArn),
      })
      return stateMachineArn
    }
  })
}

/** Whole, in order, and with each thing told once. */
function checkHistory(events: readonly HistoryEvent[]): void {
  assert.deepEqual(
    events.map(({ id }) => id),
    events.map((_event, index) => index + 1),
  )
  for (const { id = 0, previousEventId = 0 } of events) assert.ok(previousEventId < id)
  const count = (type: string) => events.filter((event) => event.type === type).length
  assert.equal(count('ExecutionStarted'), 1)
  assert.equal(count('ExecutionSucceeded'), 1)
  assert.equal(count('WaitStateExited'), 1)
  for (const type of ['Scheduled', 'Started', 'Succeeded'])
    assert.equal(count(`LambdaFunction${type}`), turns)
  assert.equal(count('TaskStateExited'), turns)
  assert.equal(count('ChoiceStateExited'), turns + 1)
}
