import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { zipOf } from '../../support/zip.ts'
import { type Account, newAccount, refused } from './support.ts'

const server = testServer()

const source = `
def handler(event, context):
    if event.get('fail') == 'raise':
        raise ValueError('it went wrong')
    return {'got': event}
`

async function functionOf(id: string): Promise<string> {
  const lambda = new Lambda(server.config({ account: id }))
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'worker',
    Role: `arn:aws:iam::${id}:role/worker`,
    Runtime: 'python3.13',
    Handler: 'index.handler',
    // Three seconds, the default, may be too few for a machine that is busy.
    Timeout: 20,
    Code: { ZipFile: zipOf({ 'index.py': source }) },
  })
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 },
    { FunctionName: 'worker' },
  )
  lambda.destroy()
  return FunctionArn
}

describe('tasks of Lambda functions', () => {
  let account: Account
  before(() => {
    account = newAccount(server)
  })

  it('are invoked by ARN and by lambda:invoke, with the histories of AWS', async () => {
    const { machine, run, history } = account
    const functionArn = await functionOf(account.id)
    const byArn = await run(
      await machine('ByArn', { Call: { Type: 'Task', Resource: functionArn, End: true } }),
      { n: 1 },
    )
    assert.equal(byArn.output, '{"got":{"n":1}}')
    const events = await history(byArn.executionArn ?? '')
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'ExecutionStarted',
        'TaskStateEntered',
        'LambdaFunctionScheduled',
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    )
    const byInvoke = await run(
      await machine('ByInvoke', {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
          End: true,
        },
      }),
      { n: 2 },
    )
    const output = JSON.parse(byInvoke.output ?? '') as Record<string, unknown>
    assert.deepEqual(output.Payload, { got: { n: 2 } })
    assert.equal(output.StatusCode, 200)
    assert.equal(output.ExecutedVersion, '$LATEST')
    assert.equal((output.SdkHttpMetadata as { HttpStatusCode: number }).HttpStatusCode, 200)
  })

  it('fail as the function does, and are caught', async () => {
    const { machine, run, id } = account
    const functionArn = `arn:aws:lambda:us-east-1:${id}:function:worker`
    const stateMachineArn = await machine('Failing', {
      Call: {
        Type: 'Task',
        Resource: functionArn,
        Catch: [{ ErrorEquals: ['ValueError'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    })
    const caught = await run(stateMachineArn, { fail: 'raise' })
    const output = JSON.parse(caught.output ?? '') as { Error: string; Cause: string }
    assert.equal(output.Error, 'ValueError')
    const cause = JSON.parse(output.Cause) as Record<string, unknown>
    assert.equal(cause.errorMessage, 'it went wrong')
    assert.equal(cause.errorType, 'ValueError')
    const nobody = await run(
      await machine('Nobody', {
        Call: { Type: 'Task', Resource: functionArn.replace('worker', 'nobody'), End: true },
      }),
    )
    assert.equal(nobody.status, 'FAILED')
    assert.equal(nobody.error, 'Lambda.ResourceNotFoundException')
    assert.match(
      nobody.cause ?? '',
      /^Function not found: .* \(Service: Lambda, Status Code: 404, Request ID: .*\)$/,
    )
  })

  it('wait for their token', async () => {
    const { sfn, machine, id, ended, history } = account
    const stateMachineArn = await machine('Token', {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: `arn:aws:lambda:us-east-1:${id}:function:worker`,
          Payload: { 'token.$': '$$.Task.Token' },
        },
        End: true,
      },
    })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    let taskToken = ''
    await until(async () => {
      const events = await history(executionArn)
      const submitted = events.find(({ type }) => type === 'TaskSubmitted')
      const output = submitted?.taskSubmittedEventDetails?.output
      if (output === undefined) return false
      taskToken = (JSON.parse(output) as { Payload: { got: { token: string } } }).Payload.got.token
      return true
    })
    await refused(sfn.sendTaskSuccess({ taskToken, output: '{' }), 'InvalidOutput')
    await sfn.sendTaskHeartbeat({ taskToken })
    await sfn.sendTaskSuccess({ taskToken, output: '"done"' })
    assert.equal((await ended(executionArn)).output, '"done"')
    await refused(
      sfn.sendTaskSuccess({ taskToken, output: '"done"' }),
      'TaskTimedOut',
      "Task Timed Out: 'Provided task does not exist anymore'",
    )
    await refused(
      sfn.sendTaskFailure({ taskToken: 'foreign' }),
      'InvalidToken',
      "Invalid Token: 'Invalid token'",
    )
    await refused(sfn.sendTaskHeartbeat({ taskToken: `${taskToken.slice(0, -8)}xxxxxxxx` }), 'InvalidToken')
  })
})

describe('activities', () => {
  let account: Account
  before(() => {
    account = newAccount(server)
  })

  it('are made, described, listed and deleted', async () => {
    const { sfn, id } = account
    const activityArn = `arn:aws:states:us-east-1:${id}:activity:Shape`
    const made = await sfn.createActivity({ name: 'Shape' })
    assert.equal(made.activityArn, activityArn)
    const again = await sfn.createActivity({ name: 'Shape' })
    assert.deepEqual(again.creationDate, made.creationDate)
    const described = await sfn.describeActivity({ activityArn })
    assert.equal(described.name, 'Shape')
    const { activities } = await sfn.listActivities({})
    assert.deepEqual(
      activities?.map(({ name }) => name),
      ['Shape'],
    )
    await sfn.deleteActivity({ activityArn })
    const missing = ['ActivityDoesNotExist', `Activity Does Not Exist: '${activityArn}'`] as const
    await refused(sfn.describeActivity({ activityArn }), ...missing)
    await refused(sfn.getActivityTask({ activityArn }), ...missing)
    await refused(sfn.createActivity({ name: 'a b' }), 'InvalidName', "Invalid Name: 'a b'")
    await sfn.deleteActivity({ activityArn })
  })

  it('give their tasks to workers that wait, once', async () => {
    const { sfn, machine, history, ended } = account
    const { activityArn = '' } = await sfn.createActivity({ name: 'work' })
    const stateMachineArn = await machine('Worked', {
      Do: { Type: 'Task', Resource: activityArn, Parameters: { 'n.$': '$.n' }, End: true },
    })
    const polls = [1, 2].map((worker) => sfn.getActivityTask({ activityArn, workerName: `worker ${worker}` }))
    const started = await Promise.all(
      [1, 2].map((n) => sfn.startExecution({ stateMachineArn, input: JSON.stringify({ n }) })),
    )
    const tasks = await Promise.all(polls)
    assert.deepEqual(tasks.map(({ input }) => input).sort(), ['{"n":1}', '{"n":2}'])
    for (const { taskToken, input } of tasks)
      if (input === '{"n":1}') await sfn.sendTaskSuccess({ taskToken, output: '{"done":1}' })
      else await sfn.sendTaskFailure({ taskToken, error: 'Tired', cause: 'of work' })
    const [one, two] = await Promise.all(started.map(({ executionArn = '' }) => ended(executionArn)))
    assert.equal(one?.output, '{"done":1}')
    assert.deepEqual([two?.status, two?.error, two?.cause], ['FAILED', 'Tired', 'of work'])
    const events = await history(one?.executionArn ?? '')
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'ExecutionStarted',
        'TaskStateEntered',
        'ActivityScheduled',
        'ActivityStarted',
        'ActivitySucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    )
  })

  it('that do not exist fail their tasks', async () => {
    const { machine, run, history, id } = account
    const Resource = `arn:aws:states:us-east-1:${id}:activity:nowhere`
    const {
      status,
      error,
      cause,
      executionArn = '',
    } = await run(await machine('Nowhere', { Do: { Type: 'Task', Resource, End: true } }))
    assert.deepEqual([status, error], ['FAILED', 'States.Runtime'])
    assert.equal(
      cause,
      `An error occurred while executing the state 'Do' (entered at the event id #2). The activity ${Resource} does not exist.`,
    )
    const events = await history(executionArn)
    assert.deepEqual(
      events.map(({ type, previousEventId }) => [previousEventId, type]),
      [
        [0, 'ExecutionStarted'],
        [0, 'TaskStateEntered'],
        [2, 'ExecutionFailed'],
      ],
    )
  })

  it('are given up by stopped executions: their tokens are void', async () => {
    const { sfn, machine } = account
    const { activityArn = '' } = await sfn.createActivity({ name: 'given-up' })
    const stateMachineArn = await machine('GivenUp', {
      Do: { Type: 'Task', Resource: activityArn, End: true },
    })
    const { executionArn } = await sfn.startExecution({ stateMachineArn })
    const { taskToken } = await sfn.getActivityTask({ activityArn })
    await sfn.stopExecution({ executionArn })
    await refused(sfn.sendTaskHeartbeat({ taskToken }), 'TaskTimedOut')
    await refused(sfn.sendTaskSuccess({ taskToken, output: '{}' }), 'TaskTimedOut')
  })
})
