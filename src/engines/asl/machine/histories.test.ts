/**
 * Whole histories, event for event. Where a source is named, the history is one recorded on AWS (its ids, what they point to, its details), published in
 * https://github.com/localstack/localstack under tests/aws/services/stepfunctions/v2; names and data are ours.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../../base/json.ts'
import { machine, Play } from './testing/play.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:work'
const invoke = 'arn:aws:states:::lambda:invoke'
const started = '1 0 ExecutionStarted input={} roleArn=arn:aws:iam::123456789012:role/machine'

async function play(definition: JsonObject, input?: Json): Promise<Play> {
  return new Play(definition).start(input)
}

test('Pass, Choice and Succeed (scenarios: test_path_based_on_data)', async () => {
  const run = await play(
    machine({
      Set: { Type: 'Pass', Result: { kind: 'a' } },
      Pick: {
        Type: 'Choice',
        Choices: [{ Variable: '$.kind', StringEquals: 'a', Next: 'Done' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    }),
  )
  assert.deepEqual(run.lines, [
    started,
    '2 0 PassStateEntered name=Set input={}',
    '3 2 PassStateExited name=Set output={"kind":"a"}',
    '4 3 ChoiceStateEntered name=Pick input={"kind":"a"}',
    '5 4 ChoiceStateExited name=Pick output={"kind":"a"}',
    '6 5 SucceedStateEntered name=Done input={"kind":"a"}',
    '7 6 SucceedStateExited name=Done output={"kind":"a"}',
    '8 7 ExecutionSucceeded output={"kind":"a"}',
  ])
})

test('the input is told as it was written, until a state changes it (test_map_state_legacy_config_inline)', async () => {
  const run = await new Play(machine({ One: { Type: 'Pass' } })).start([1, 2], '[1,  2]')
  assert.equal(
    run.lines[0],
    '1 0 ExecutionStarted input=[1,  2] roleArn=arn:aws:iam::123456789012:role/machine',
  )
  assert.equal(run.lines[1], '2 0 PassStateEntered name=One input=[1,  2]')
})

test('Wait (test_wait_timestamp)', async () => {
  const run = await play(machine({ Sleep: { Type: 'Wait', Seconds: 60 } }))
  assert.equal(run.history.length, 2)
  await run.fire()
  assert.deepEqual(run.lines.slice(1), [
    '2 0 WaitStateEntered name=Sleep input={}',
    '3 2 WaitStateExited name=Sleep output={}',
    '4 3 ExecutionSucceeded output={}',
  ])
  assert.equal(run.history[2]?.timestampMs, (run.history[1]?.timestampMs ?? 0) + 60_000)
})

test('a function, tried again and caught (test_lambda_invoke_with_retry_base)', async () => {
  const run = await play(
    machine({
      Work: {
        Type: 'Task',
        Resource: functionArn,
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 3 }],
        Catch: [{ ErrorEquals: ['Exception'], Next: 'Handle' }],
      },
      Handle: { Type: 'Pass' },
    }),
  )
  await run.fail('Exception', 'why')
  await run.fire()
  await run.fail('Exception', 'why')
  assert.deepEqual(run.lines.slice(1), [
    '2 0 TaskStateEntered name=Work input={}',
    `3 2 LambdaFunctionScheduled input={} resource=${functionArn}`,
    '4 3 LambdaFunctionStarted',
    '5 4 LambdaFunctionFailed error=Exception cause=why',
    `6 5 LambdaFunctionScheduled input={} resource=${functionArn}`,
    '7 6 LambdaFunctionStarted',
    '8 7 LambdaFunctionFailed error=Exception cause=why',
    '9 8 TaskStateExited name=Work output={"Error":"Exception","Cause":"why"}',
    '10 9 PassStateEntered name=Handle input={"Error":"Exception","Cause":"why"}',
    '11 10 PassStateExited name=Handle output={"Error":"Exception","Cause":"why"}',
    '12 11 ExecutionSucceeded output={"Error":"Exception","Cause":"why"}',
  ])
})

test('a service that is asked and answers later runs out of time (test_heartbeat_timeout)', async () => {
  const run = await play(
    machine({
      Send: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        TimeoutSeconds: 600,
        HeartbeatSeconds: 5,
        Parameters: { 'Body.$': '$$.Task.Token' },
      },
    }),
  )
  const { taskId, taskToken } = run.task
  await run.tell({ type: 'TaskStarted', taskId })
  await run.tell({ type: 'TaskSubmitted', taskId, output: { MessageId: 'm' } })
  await run.fire()
  const type = 'resourceType=sqs resource=sendMessage.waitForTaskToken'
  assert.deepEqual(run.lines.slice(1), [
    '2 0 TaskStateEntered name=Send input={}',
    `3 2 TaskScheduled ${type} region=us-east-1 parameters={"Body":"${taskToken}"} timeoutInSeconds=600 heartbeatInSeconds=5`,
    `4 3 TaskStarted ${type}`,
    `5 4 TaskSubmitted ${type} output={"MessageId":"m"}`,
    `6 5 TaskTimedOut ${type} error=States.Timeout`,
    '7 6 ExecutionFailed error=States.Timeout',
  ])
})

test('an activity', async () => {
  const resource = 'arn:aws:states:us-east-1:123456789012:activity:hands'
  const run = await play(machine({ Ask: { Type: 'Task', Resource: resource } }))
  const { taskId, taskToken } = run.task
  assert.ok(taskToken)
  await run.tell({ type: 'TaskStarted', taskId, workerName: 'Ada' })
  await run.tell({ type: 'TaskSucceeded', taskId, output: 1 })
  assert.deepEqual(run.lines.slice(2), [
    `3 2 ActivityScheduled input={} resource=${resource}`,
    '4 3 ActivityStarted workerName=Ada',
    '5 4 ActivitySucceeded output=1',
    '6 5 TaskStateExited name=Ask output=1',
    '7 6 ExecutionSucceeded output=1',
  ])
})

test('a path that is not there ends the execution, whatever is caught (test_catch_states_runtime)', async () => {
  const run = await play(
    machine({
      Work: {
        Type: 'Task',
        Resource: functionArn,
        ResultSelector: { 'x.$': '$.no.such' },
        Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'Handle' }],
      },
      Handle: { Type: 'Pass' },
    }),
  )
  await run.succeed({})
  assert.equal(run.lines.at(-2), '5 4 LambdaFunctionSucceeded output={}')
  assert.match(
    run.lines.at(-1) ?? '',
    /^6 5 ExecutionFailed error=States\.Runtime cause=An error occurred while executing the state 'Work' \(entered at the event id #2\)\. /,
  )
})

test('so it does within a branch (https://github.com/floci-io/floci/issues/2868)', async () => {
  const branches = [
    machine({ Fast: { Type: 'Pass', Parameters: { 'm.$': '$.nope' } } }),
    machine({ Slow: { Type: 'Wait', Seconds: 5 } }),
  ]
  const run = await play(machine({ P: { Type: 'Parallel', Branches: branches } }))
  assert.deepEqual(
    run.history.map(({ type }) => type),
    [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'ExecutionFailed',
    ],
  )
  assert.match(
    run.history[4]?.executionFailedEventDetails?.cause ?? '',
    /state 'Fast' \(entered at the event id #4\)/,
  )
})

test('Parallel: success and exit point to the last event of a branch (test_parallel_state_order)', async () => {
  const branches = [0, 1].map((branch) => machine({ [`B${branch}`]: { Type: 'Pass', Result: { branch } } }))
  const run = await play(machine({ P: { Type: 'Parallel', Branches: branches } }))
  assert.deepEqual(run.lines.slice(1), [
    '2 0 ParallelStateEntered name=P input={}',
    '3 2 ParallelStateStarted',
    '4 3 PassStateEntered name=B0 input={}',
    '5 4 PassStateExited name=B0 output={"branch":0}',
    '6 3 PassStateEntered name=B1 input={}',
    '7 6 PassStateExited name=B1 output={"branch":1}',
    '8 7 ParallelStateSucceeded',
    '9 7 ParallelStateExited name=P output=[{"branch":0},{"branch":1}]',
    '10 9 ExecutionSucceeded output=[{"branch":0},{"branch":1}]',
  ])
})

test('Parallel: tried again, then caught (test_parallel_state_retry, test_parallel_state_catch)', async () => {
  const run = await play(
    machine({
      P: {
        Type: 'Parallel',
        Branches: [machine({ B: { Type: 'Fail', Error: 'FailureType', Cause: 'Cause description' } })],
        Retry: [{ ErrorEquals: ['FailureType'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      },
      Caught: { Type: 'Pass' },
    }),
  )
  await run.fire()
  assert.deepEqual(run.lines.slice(2, 9), [
    '3 2 ParallelStateStarted',
    '4 3 FailStateEntered name=B input={}',
    '5 4 ParallelStateStarted',
    '6 5 FailStateEntered name=B input={}',
    '7 6 ParallelStateFailed',
    '8 7 ParallelStateExited name=P output={"Error":"FailureType","Cause":"Cause description"}',
    '9 8 PassStateEntered name=Caught input={"Error":"FailureType","Cause":"Cause description"}',
  ])
})

test('Map: iterations one after the other (test_map_state)', async () => {
  const run = await play(
    machine({ M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: machine({ Each: { Type: 'Pass' } }) } }),
    [1, 2],
  )
  assert.deepEqual(run.lines.slice(1), [
    '2 0 MapStateEntered name=M input=[1,2]',
    '3 2 MapStateStarted length=2',
    '4 3 MapIterationStarted name=M index=0',
    '5 4 PassStateEntered name=Each input=1',
    '6 5 PassStateExited name=Each output=1',
    '7 6 MapIterationSucceeded name=M index=0',
    '8 6 MapIterationStarted name=M index=1',
    '9 8 PassStateEntered name=Each input=2',
    '10 9 PassStateExited name=Each output=2',
    '11 10 MapIterationSucceeded name=M index=1',
    '12 11 MapStateSucceeded',
    '13 11 MapStateExited name=M output=[1,2]',
    '14 13 ExecutionSucceeded output=[1,2]',
  ])
})

test('Map: an iteration fails; tried again, then the end (test_map_state_retry)', async () => {
  const run = await play(
    machine({
      M: {
        Type: 'Map',
        ItemProcessor: machine({ Each: { Type: 'Fail', Error: 'E', Cause: 'c' } }),
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      },
    }),
    [1],
  )
  await run.fire()
  assert.deepEqual(run.lines.slice(2), [
    '3 2 MapStateStarted length=1',
    '4 3 MapIterationStarted name=M index=0',
    '5 4 FailStateEntered name=Each input=1',
    '6 5 MapIterationFailed name=M index=0',
    '7 5 MapStateStarted length=1',
    '8 7 MapIterationStarted name=M index=0',
    '9 8 FailStateEntered name=Each input=1',
    '10 9 MapIterationFailed name=M index=0',
    '11 9 MapStateFailed',
    '12 11 ExecutionFailed error=E cause=c',
  ])
})

test('Map: all begin, one runs out of time, the others are aborted (test_service_lambda_map_timeout)', async () => {
  const each = { Type: 'Task', Resource: invoke, TimeoutSeconds: 5 }
  const run = await play(machine({ M: { Type: 'Map', ItemProcessor: machine({ Each: each }) } }), [1, 2])
  for (const { taskId } of run.tasks) await run.tell({ type: 'TaskStarted', taskId })
  const set = run.allCommands.find((command) => command.type === 'SetTimer')
  assert.ok(set?.type === 'SetTimer')
  await run.tell({ type: 'TimerFired', timerId: set.timerId }, 5)
  const type = 'resourceType=lambda resource=invoke'
  assert.deepEqual(run.lines.slice(2), [
    '3 2 MapStateStarted length=2',
    '4 3 MapIterationStarted name=M index=0',
    '5 3 MapIterationStarted name=M index=1',
    '6 4 TaskStateEntered name=Each input=1',
    `7 6 TaskScheduled ${type} region=us-east-1 parameters=1 timeoutInSeconds=5`,
    '8 5 TaskStateEntered name=Each input=2',
    `9 8 TaskScheduled ${type} region=us-east-1 parameters=2 timeoutInSeconds=5`,
    `10 7 TaskStarted ${type}`,
    `11 9 TaskStarted ${type}`,
    `12 10 TaskTimedOut ${type} error=States.Timeout`,
    '13 12 MapIterationFailed name=M index=0',
    '14 12 TaskStateAborted',
    '15 12 MapIterationAborted name=M index=1',
    '16 12 TaskStateAborted',
    '17 12 MapStateFailed',
    '18 17 ExecutionFailed error=States.Timeout',
  ])
  assert.deepEqual(
    run.commands.filter(({ type }) => type === 'CancelTask').length,
    2,
    'Both tasks are cancelled: the one that ran out of time may still be at work.',
  )
})

test('Map Run: success and failure (test_map_item_reader_csv_max_items, test_map_item_reader_json_no_json_list_object)', async () => {
  const definition = machine({
    M: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        ...machine({ Each: { Type: 'Pass' } }),
      },
    },
  })
  const mapRunArn = 'arn:aws:states:us-east-1:123456789012:mapRun:machine/M:1'
  for (const failed of [false, true]) {
    const run = await play(definition)
    const [command] = run.commands
    assert.ok(command?.type === 'StartMapRun')
    const { taskId } = command
    await run.tell({ type: 'MapRunStarted', taskId, mapRunArn })
    await run.tell({ type: 'MapRunStarted', taskId, mapRunArn })
    if (failed)
      await run.tell({ type: 'MapRunFailed', taskId, error: 'States.ItemReaderFailed', cause: 'why' })
    else await run.tell({ type: 'MapRunSucceeded', taskId, output: [1] })
    assert.deepEqual(run.lines.slice(1), [
      '2 0 MapStateEntered name=M input={}',
      '3 2 MapStateStarted length=0',
      `4 3 MapRunStarted mapRunArn=${mapRunArn}`,
      ...(failed
        ? [
            '5 4 MapRunFailed error=States.ItemReaderFailed cause=why',
            '6 5 MapStateFailed',
            '7 6 ExecutionFailed error=States.ItemReaderFailed cause=why',
          ]
        : [
            '5 4 MapRunSucceeded',
            '6 5 MapStateSucceeded',
            '7 5 MapStateExited name=M output=[1]',
            '8 7 ExecutionSucceeded output=[1]',
          ]),
    ])
  }
})

test('a tolerance that is none is found once the state has started (test_map_state_tolerated_failure_percentage_path)', async () => {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    ...machine({ Each: { Type: 'Pass' } }),
  }
  const state = {
    Type: 'Map',
    ItemsPath: '$.items',
    ToleratedFailurePercentagePath: '$.p',
    ItemProcessor: processor,
  }
  const run = await play(machine({ M: state }), { items: [0], p: -1 })
  assert.deepEqual(run.lines[2], '3 2 MapStateStarted length=1')
  assert.match(
    run.lines[3] ?? '',
    /^4 3 ExecutionFailed error=States.Runtime cause=.*ToleratedFailurePercentage/,
  )
})

test('items that are none (test_map_state_items_eval_jsonata_variable_sampling_fail)', async () => {
  const run = await play(
    machine(
      {
        Start: { Type: 'Pass' },
        M: { Type: 'Map', Items: '{% 1 %}', ItemProcessor: machine({ Each: { Type: 'Pass' } }) },
      },
      { QueryLanguage: 'JSONata' },
    ),
  )
  assert.deepEqual(
    run.lines.slice(3).map((line) => line.split(' ').slice(0, 3).join(' ')),
    ['4 3 MapStateEntered', '5 3 EvaluationFailed', '6 5 MapStateFailed', '7 6 ExecutionFailed'],
  )
  const cause =
    "An error occurred while executing the state 'M' (entered at the event id #4). The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1"
  const error = 'States.QueryEvaluationError'
  assert.deepEqual(run.history[4]?.evaluationFailedEventDetails, {
    cause,
    error,
    location: 'Items',
    state: 'M',
  })
  assert.deepEqual(run.history[6]?.executionFailedEventDetails, { cause, error })
})

test('an execution that is stopped (test_sfn_api: test_stop_execution)', async () => {
  const run = await play(machine({ Sleep: { Type: 'Wait', Seconds: 60 } }))
  await run.tell({ type: 'Stop' })
  assert.equal(run.lines.at(-1), '3 0 ExecutionAborted')
  assert.deepEqual(run.history.at(-1)?.executionAbortedEventDetails, {})
  assert.deepEqual(run.commands.at(-1), { type: 'Complete', status: 'ABORTED' })
})

test('an execution that runs out of time (https://github.com/floci-io/floci/pull/2782)', async () => {
  const run = await play(machine({ Sleep: { Type: 'Wait', Seconds: 60 } }, { TimeoutSeconds: 10 }))
  const limit = run.commands.find(
    (command) => command.type === 'SetTimer' && command.timerId.startsWith('execution.'),
  )
  assert.ok(limit?.type === 'SetTimer')
  await run.tell({ type: 'TimerFired', timerId: limit.timerId }, 10)
  assert.equal(run.lines.at(-1), '3 0 ExecutionTimedOut error=States.Timeout')
  assert.deepEqual(run.commands.at(-1), { type: 'Complete', status: 'TIMED_OUT' })
})

test('a history that is full (https://github.com/floci-io/floci/issues/2734)', async () => {
  const loop = {
    StartAt: 'Loop',
    States: {
      Loop: {
        Type: 'Choice',
        Choices: [{ Variable: '$.spin', BooleanEquals: true, Next: 'Loop' }],
        Default: 'End',
      },
      End: { Type: 'Succeed' },
    },
  }
  const run = await play(loop, { spin: true })
  assert.equal(run.history.length, 25_000)
  assert.equal(run.lines.at(-2), '24999 24998 ChoiceStateExited name=Loop output={"spin":true}')
  assert.equal(
    run.lines.at(-1),
    '25000 24999 ExecutionFailed error=States.Runtime cause=The execution reached the maximum number of history events (25000).',
  )
})

test('a result that is too large is the failure of its task (error_handling/test_states_errors)', async () => {
  const run = await play(
    machine({
      Work: {
        Type: 'Task',
        Resource: invoke,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Caught' }],
      },
      Caught: { Type: 'Pass' },
    }),
  )
  await run.succeed('é'.repeat(131_072))
  assert.deepEqual(run.lines.slice(3, 6), [
    '4 3 TaskStarted resourceType=lambda resource=invoke',
    "5 4 TaskFailed resourceType=lambda resource=invoke error=States.DataLimitExceeded cause=The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    '6 5 TaskStateExited name=Work output={}',
  ])
})
