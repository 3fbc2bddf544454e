import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { newAccount } from './support.ts'

const day = 86_400_000

describe('executions over time', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1))
  const server = testServer({ clock })
  const advance = async (milliseconds: number) => {
    await clock.advance(milliseconds, () => server.lambent.idle())
    await server.lambent.idle()
  }

  it('wait a year in a moment', async () => {
    const { sfn, machine, history } = newAccount(server)
    const stateMachineArn = await machine('Year', {
      Wait: { Type: 'Wait', Seconds: 31_536_000 - 1, Next: 'Done' },
      Done: { Type: 'Succeed' },
    })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    await advance(31_536_000_000 - 1000 - 1)
    assert.equal((await sfn.describeExecution({ executionArn })).status, 'RUNNING')
    await advance(1)
    const end = await sfn.describeExecution({ executionArn })
    assert.equal(end.status, 'SUCCEEDED')
    assert.equal(end.stopDate?.getTime(), (end.startDate?.getTime() ?? 0) + (31_536_000_000 - 1000))
    assert.deepEqual(
      (await history(executionArn)).map(({ type }) => type),
      [
        'ExecutionStarted',
        'WaitStateEntered',
        'WaitStateExited',
        'SucceedStateEntered',
        'SucceedStateExited',
        'ExecutionSucceeded',
      ],
    )
  })

  it('end by their time limit, and tasks by their heartbeat', async () => {
    const { sfn, machine, id } = newAccount(server)
    await sfn.createActivity({ name: 'slow' })
    const resource = `arn:aws:states:us-east-1:${id}:activity:slow`
    const limited = await sfn.createStateMachine({
      name: 'Limited',
      roleArn: `arn:aws:iam::${id}:role/machine`,
      definition: JSON.stringify({
        StartAt: 'Do',
        TimeoutSeconds: 60,
        States: { Do: { Type: 'Task', Resource: resource, End: true } },
      }),
    })
    const beating = await machine('Beating', {
      Do: { Type: 'Task', Resource: resource, HeartbeatSeconds: 10, TimeoutSeconds: 100, End: true },
    })
    const one = await sfn.startExecution({ stateMachineArn: limited.stateMachineArn })
    await sfn.getActivityTask({ activityArn: resource })
    const two = await sfn.startExecution({ stateMachineArn: beating })
    const { taskToken } = await sfn.getActivityTask({ activityArn: resource })
    await advance(9_000)
    await sfn.sendTaskHeartbeat({ taskToken })
    await advance(9_000)
    assert.equal((await sfn.describeExecution({ executionArn: two.executionArn })).status, 'RUNNING')
    await advance(2_000)
    const beaten = await sfn.describeExecution({ executionArn: two.executionArn })
    assert.equal(beaten.status, 'FAILED')
    assert.equal(beaten.error, 'States.Timeout')
    await advance(40_000)
    assert.equal((await sfn.describeExecution({ executionArn: one.executionArn })).status, 'TIMED_OUT')
  })

  for (const ExecutionType of ['STANDARD', 'EXPRESS'])
    it(`of a Map Run wait together, more than have something to do at once: ${ExecutionType}`, async () => {
      const { sfn, machine } = newAccount(server)
      const stateMachineArn = await machine('Together', {
        All: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
            StartAt: 'Wait',
            States: { Wait: { Type: 'Wait', Seconds: 240, End: true } },
          },
          ResultPath: null,
          End: true,
        },
      })
      const { executionArn } = await sfn.startExecution({
        stateMachineArn,
        input: JSON.stringify(Array.from({ length: 300 }, (_none, index) => index)),
      })
      await advance(2_000)
      const [run] = (await sfn.listMapRuns({ executionArn })).mapRuns ?? []
      const { executionCounts } = await sfn.describeMapRun({ mapRunArn: run?.mapRunArn })
      assert.equal(executionCounts?.running, 300)
      await advance(240_000)
      assert.equal((await sfn.describeExecution({ executionArn })).status, 'SUCCEEDED')
    })

  it('are forgotten after ninety days, and their names are free again', async () => {
    const { sfn, machine, run } = newAccount(server)
    const stateMachineArn = await machine('Forgotten', { Only: { Type: 'Succeed' } })
    const { executionArn } = await run(stateMachineArn)
    await advance(89 * day)
    await sfn.describeExecution({ executionArn })
    await advance(2 * day)
    await assert.rejects(sfn.describeExecution({ executionArn }), { name: 'ExecutionDoesNotExist' })
    assert.deepEqual((await sfn.listExecutions({ stateMachineArn })).executions, [])
  })

  it('give workers nothing after a minute', async () => {
    const { sfn } = newAccount(server)
    const { activityArn } = await sfn.createActivity({ name: 'idle' })
    const polling = sfn.getActivityTask({ activityArn })
    let answered = false
    void polling.then(() => {
      answered = true
    })
    while (!answered) await advance(20_000)
    assert.equal((await polling).taskToken, undefined)
  })
})
