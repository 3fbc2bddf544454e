import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { endless, newAccount, pass, refused } from './support.ts'

const server = testServer()
const failing = { Type: 'Fail', Error: 'Broken', Cause: 'by design' }

describe('Standard executions', () => {
  it('run to their end and are told of', async () => {
    const { sfn, machine, execution, roleArn, history } = newAccount(server)
    const stateMachineArn = await machine('Plain', {
      First: { Type: 'Pass', Result: { a: 1 }, ResultPath: '$.first', Next: 'Last' },
      Last: { Type: 'Succeed' },
    })
    const executionArn = execution('Plain', 'one')
    const input = '{ "given" : true }'
    const started = await sfn.startExecution({ stateMachineArn, name: 'one', input })
    assert.equal(started.executionArn, executionArn)
    const { $metadata: _, ...described } = await sfn.describeExecution({ executionArn })
    assert.deepEqual(described, {
      executionArn,
      stateMachineArn,
      name: 'one',
      status: 'SUCCEEDED',
      startDate: started.startDate,
      stopDate: described.stopDate,
      input,
      inputDetails: { included: true },
      output: '{"given":true,"first":{"a":1}}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    })
    const events = await history(executionArn)
    assert.deepEqual(
      events.map(({ id, previousEventId, type }) => [id, previousEventId, type]),
      [
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'PassStateEntered'],
        [3, 2, 'PassStateExited'],
        [4, 3, 'SucceedStateEntered'],
        [5, 4, 'SucceedStateExited'],
        [6, 5, 'ExecutionSucceeded'],
      ],
    )
    assert.equal(events[0]?.executionStartedEventDetails?.roleArn, roleArn)
    assert.ok(events[0]?.timestamp instanceof Date)
    const withoutData = await sfn.getExecutionHistory({ executionArn, includeExecutionData: false })
    assert.deepEqual(withoutData.events?.[1]?.stateEnteredEventDetails, {
      name: 'First',
      inputDetails: { truncated: true },
    })
    const bare = await sfn.describeExecution({ executionArn, includedData: 'METADATA_ONLY' })
    assert.equal(bare.input, undefined)
    assert.equal(bare.output, undefined)
    assert.deepEqual(bare.inputDetails, { included: false })
    const { name, definition } = await sfn.describeStateMachineForExecution({ executionArn })
    assert.equal(name, 'Plain')
    assert.match(definition ?? '', /"First"/)
  })

  it('have pages of their history, forwards and backwards', async () => {
    const { sfn, machine, run } = newAccount(server)
    const stateMachineArn = await machine('Paged', {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Pass', Next: 'C' },
      C: pass,
    })
    const { executionArn } = await run(stateMachineArn)
    for (const reverseOrder of [false, true]) {
      const ids: number[] = []
      let nextToken: string | undefined
      do {
        const page = await sfn.getExecutionHistory({ executionArn, maxResults: 3, reverseOrder, nextToken })
        ids.push(...(page.events ?? []).map(({ id = 0 }) => id))
        nextToken = page.nextToken
      } while (nextToken)
      const forwards = [1, 2, 3, 4, 5, 6, 7, 8]
      assert.deepEqual(ids, reverseOrder ? forwards.reverse() : forwards)
    }
    const { nextToken } = await sfn.getExecutionHistory({ executionArn, maxResults: 1 })
    await refused(sfn.getExecutionHistory({ executionArn, reverseOrder: true, nextToken }), 'InvalidToken')
  })

  it('are started once by name and input', async () => {
    const { sfn, machine, execution } = newAccount(server)
    const stateMachineArn = await machine('Named', { Wait: endless })
    const first = await sfn.startExecution({ stateMachineArn, name: 'one', input: '{}' })
    const again = await sfn.startExecution({ stateMachineArn, name: 'one', input: '{}' })
    assert.deepEqual(again.startDate, first.startDate)
    const exists = [
      'ExecutionAlreadyExists',
      `Execution Already Exists: '${execution('Named', 'one')}'`,
    ] as const
    await refused(sfn.startExecution({ stateMachineArn, name: 'one', input: '[]' }), ...exists)
    await sfn.stopExecution({ executionArn: execution('Named', 'one') })
    await refused(sfn.startExecution({ stateMachineArn, name: 'one', input: '{}' }), ...exists)
    const racing = await Promise.all(
      Array.from({ length: 8 }, () => sfn.startExecution({ stateMachineArn, name: 'two' })),
    )
    assert.equal(new Set(racing.map(({ startDate }) => startDate?.getTime())).size, 1)
  })

  it('refuse what AWS refuses', async () => {
    const { sfn, machine, execution, arn } = newAccount(server)
    const stateMachineArn = await machine('Strict', { Only: pass })
    await refused(sfn.startExecution({ stateMachineArn, name: 'a b' }), 'InvalidName', "Invalid Name: 'a b'")
    await refused(
      sfn.startExecution({ stateMachineArn, input: '{' }),
      'InvalidExecutionInput',
      /^Invalid State Machine Execution Input: '/,
    )
    await refused(
      sfn.startExecution({ stateMachineArn: arn('Nobody') }),
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arn('Nobody')}'`,
    )
    const nobody = execution('Strict', 'nobody')
    const missing = ['ExecutionDoesNotExist', `Execution Does Not Exist: '${nobody}'`] as const
    await refused(sfn.describeExecution({ executionArn: nobody }), ...missing)
    await refused(sfn.stopExecution({ executionArn: nobody }), ...missing)
    await refused(sfn.getExecutionHistory({ executionArn: nobody }), ...missing)
    await refused(sfn.redriveExecution({ executionArn: nobody }), ...missing)
    await refused(sfn.describeExecution({ executionArn: stateMachineArn }), 'InvalidArn')
    for (const [input, words] of [
      [
        'not JSON',
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      ],
      ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
      ['', 'Invalid execution input.'],
    ] as const)
      await refused(
        sfn.startExecution({ stateMachineArn, input }),
        'InvalidExecutionInput',
        `Invalid State Machine Execution Input: '${words}'`,
      )
    await refused(
      sfn.startSyncExecution({ stateMachineArn }),
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    )
    await refused(
      sfn.startExecution({ stateMachineArn, input: `"${'x'.repeat(262_144)}"` }),
      'ValidationException',
    )
  })

  it('end at 25,000 events, and where a result is larger than 256 KiB', async () => {
    const { sfn, machine, run } = newAccount(server)
    const endlessly = await machine('Endlessly', {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'C' }], Default: 'A' },
      C: pass,
    })
    const { executionArn, status, error, cause } = await run(endlessly)
    assert.deepEqual([status, error], ['FAILED', 'States.Runtime'])
    assert.equal(cause, 'The execution reached the maximum number of history events (25000).')
    const last = await sfn.getExecutionHistory({ executionArn, reverseOrder: true, maxResults: 1 })
    assert.deepEqual(
      last.events?.map(({ id, type }) => [id, type]),
      [[25_000, 'ExecutionFailed']],
    )
    const doubling = await machine('Doubling', {
      Twice: { Type: 'Pass', Parameters: { 'both.$': 'States.Array($.text, $.text)' }, End: true },
    })
    const half = await run(doubling, { text: 'x'.repeat(131_000) })
    assert.equal(half.status, 'SUCCEEDED')
    const whole = await run(doubling, { text: 'x'.repeat(131_072) })
    assert.deepEqual([whole.status, whole.error], ['FAILED', 'States.DataLimitExceeded'])
  })

  it('are listed, the last first, by status and redrive', async () => {
    const { sfn, machine, ended } = newAccount(server)
    const stateMachineArn = await machine('Listed', {
      Which: {
        Type: 'Choice',
        Choices: [{ Variable: '$.fail', IsPresent: true, Next: 'No' }],
        Default: 'Yes',
      },
      No: failing,
      Yes: { Type: 'Succeed' },
    })
    for (const [index, input] of ['{}', '{"fail":1}', '{}', '{"fail":1}', '{}'].entries()) {
      const { executionArn = '' } = await sfn.startExecution({ stateMachineArn, name: `e${index}`, input })
      await ended(executionArn)
    }
    const names = async (more: object) => {
      const found: string[] = []
      let nextToken: string | undefined
      do {
        const page = await sfn.listExecutions({ stateMachineArn, maxResults: 2, nextToken, ...more })
        found.push(...(page.executions ?? []).map(({ name = '' }) => name))
        nextToken = page.nextToken
      } while (nextToken)
      return found
    }
    assert.deepEqual([...(await names({}))].sort(), ['e0', 'e1', 'e2', 'e3', 'e4'])
    assert.deepEqual(new Set(await names({ statusFilter: 'FAILED' })), new Set(['e1', 'e3']))
    assert.deepEqual(await names({ statusFilter: 'RUNNING' }), [])
    assert.deepEqual(await names({ redriveFilter: 'REDRIVEN' }), [])
    const { executions = [] } = await sfn.listExecutions({ stateMachineArn, statusFilter: 'FAILED' })
    await sfn.redriveExecution({ executionArn: executions[0]?.executionArn })
    await server.lambent.idle()
    assert.deepEqual(await names({ redriveFilter: 'REDRIVEN' }), [executions[0]?.name])
    // Only children of Map Runs wait to be redriven.
    await refused(names({ statusFilter: 'PENDING_REDRIVE' }), 'ValidationException')
    const mapRunArn = `${stateMachineArn.replace(':stateMachine:', ':mapRun:')}/Each:${randomUUID()}`
    await refused(sfn.listExecutions({ mapRunArn }), 'ResourceNotFound')
  })

  it('are stopped, with error and cause', async () => {
    const { sfn, machine, ended, history } = newAccount(server)
    const stateMachineArn = await machine('Stopped', { Wait: endless })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    const { stopDate } = await sfn.stopExecution({ executionArn, error: 'Enough', cause: 'of this' })
    const end = await ended(executionArn)
    assert.equal(end.status, 'ABORTED')
    assert.equal(end.error, 'Enough')
    assert.equal(end.cause, 'of this')
    assert.deepEqual(end.stopDate, stopDate)
    const last = (await history(executionArn)).at(-1)
    assert.equal(last?.type, 'ExecutionAborted')
    assert.deepEqual(last?.executionAbortedEventDetails, { error: 'Enough', cause: 'of this' })
    const again = await sfn.stopExecution({ executionArn })
    assert.deepEqual(again.stopDate, stopDate)
  })

  it('are redriven from where they failed', async () => {
    const { sfn, machine, ended, history } = newAccount(server)
    const stateMachineArn = await machine('Redriven', {
      Before: { Type: 'Pass', Next: 'Break' },
      Break: failing,
    })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    const first = await ended(executionArn)
    assert.equal(first.status, 'FAILED')
    assert.equal(first.redriveStatus, 'REDRIVABLE')
    const { redriveDate } = await sfn.redriveExecution({ executionArn, clientToken: 'token' })
    const end = await ended(executionArn)
    assert.equal(end.status, 'FAILED')
    assert.equal(end.redriveCount, 1)
    assert.deepEqual(end.redriveDate, redriveDate)
    const again = await sfn.redriveExecution({ executionArn, clientToken: 'token' })
    assert.deepEqual(again.redriveDate, redriveDate)
    const events = await history(executionArn)
    assert.equal(events.filter(({ type }) => type === 'ExecutionRedriven').length, 1)
    assert.equal(events.filter(({ type }) => type === 'PassStateEntered').length, 1)
    assert.equal(events.filter(({ type }) => type === 'FailStateEntered').length, 2)
    const good = await machine('Good', { Only: pass })
    const { executionArn: succeeded = '' } = await sfn.startExecution({ stateMachineArn: good })
    await ended(succeeded)
    await refused(sfn.redriveExecution({ executionArn: succeeded }), 'ExecutionNotRedrivable')
  })

  it('go on with the definition that they began with', async () => {
    const { sfn, machine, ended, id } = newAccount(server)
    const { activityArn } = await sfn.createActivity({ name: 'gate' })
    const states = (result: string) => ({
      Gate: { Type: 'Task', Resource: `arn:aws:states:us-east-1:${id}:activity:gate`, Next: 'Say' },
      Say: { Type: 'Pass', Result: result, End: true },
    })
    const stateMachineArn = await machine('Kept', states('old'))
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    await sfn.updateStateMachine({
      stateMachineArn,
      definition: JSON.stringify({ StartAt: 'Gate', States: states('new') }),
    })
    const { taskToken } = await sfn.getActivityTask({ activityArn })
    await sfn.sendTaskSuccess({ taskToken, output: '{}' })
    assert.equal((await ended(executionArn)).output, '"old"')
  })
})
