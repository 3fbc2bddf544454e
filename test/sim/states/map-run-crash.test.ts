/**
 * A server with Map Runs is killed in their midst, and started again on what is left: each item has its result, in order, and each Standard child is one
 * execution with one history.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SFN } from '@aws-sdk/client-sfn'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const itemCount = 24

function definition(type: 'STANDARD' | 'EXPRESS'): string {
  return JSON.stringify({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Label: 'M',
        MaxConcurrency: 6,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
          StartAt: 'Before',
          States: {
            Before: { Type: 'Pass', Next: 'Wait' },
            Wait: { Type: 'Wait', Seconds: 1, Next: 'After' },
            After: { Type: 'Pass', End: true },
          },
        },
        End: true,
      },
    },
  })
}

for (const { name, options } of await storeOptions()) {
  test(`Map Runs outlive their server (${name})`, async () => {
    const server = killableServer('map-runs')
    const store = await options()
    let sfn = new SFN(clientOf(await server.start(store)))
    const items = Array.from({ length: itemCount }, (_, index) => index)
    const executions: string[] = []
    for (const type of ['STANDARD', 'EXPRESS'] as const) {
      const { stateMachineArn } = await sfn.createStateMachine({
        name: type,
        definition: definition(type),
        roleArn: 'arn:aws:iam::000000000000:role/sim',
      })
      const { executionArn = '' } = await sfn.startExecution({
        stateMachineArn,
        input: JSON.stringify(items),
      })
      executions.push(executionArn)
    }
    const [standard = ''] = executions
    const mapRunOf = async (executionArn: string) => {
      const { mapRuns = [] } = await sfn.listMapRuns({ executionArn })
      const { mapRunArn } = mapRuns[0] ?? {}
      return mapRunArn === undefined ? undefined : sfn.describeMapRun({ mapRunArn })
    }
    await until(async () => ((await mapRunOf(standard))?.itemCounts?.succeeded ?? 0) > 3, 'some children')
    await server.kill()
    sfn = new SFN(clientOf(await server.start(store)))
    for (const executionArn of executions) {
      await until(
        async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING',
        `the end of ${executionArn}`,
        60_000,
      )
      const { status, output, cause } = await sfn.describeExecution({ executionArn })
      assert.equal(status, 'SUCCEEDED', cause)
      assert.deepEqual(JSON.parse(output ?? ''), items)
      assert.equal((await mapRunOf(executionArn))?.itemCounts?.succeeded, itemCount)
    }
    const mapRunArn = (await mapRunOf(standard))?.mapRunArn
    const children = (await sfn.listExecutions({ mapRunArn, maxResults: 1000 })).executions ?? []
    assert.equal(children.length, itemCount)
    for (const { executionArn } of children) {
      const { events = [] } = await sfn.getExecutionHistory({ executionArn })
      assert.deepEqual(
        events.map(({ id }) => id),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
    }
  })
}
