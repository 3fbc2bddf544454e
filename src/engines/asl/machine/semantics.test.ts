/** What states do with data, errors and time, beyond how their histories look (histories.test.ts). */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json, JsonObject } from '../../../base/json.ts'
import { machine, Play, startMs } from './testing/play.ts'

const invoke = 'arn:aws:states:::lambda:invoke'
const task = { Type: 'Task', Resource: invoke }

async function play(definition: JsonObject, input: Json = {}): Promise<Play> {
  return new Play(definition).start(input)
}

const ended = (run: Play) => run.allCommands.at(-1)

describe('data', () => {
  it('flows through InputPath, Parameters, ResultSelector, ResultPath and OutputPath', async () => {
    const run = await play(
      machine({
        Ask: {
          ...task,
          InputPath: '$.a',
          Parameters: { 'x.$': '$.b', fix: 1 },
          ResultSelector: { 'y.$': '$.out' },
          ResultPath: '$.r',
          OutputPath: '$.r',
        },
      }),
      { a: { b: 2 }, c: 3 },
    )
    assert.deepEqual(run.task.arguments, { x: 2, fix: 1 })
    await run.succeed({ out: 5, more: 6 })
    assert.deepEqual(run.output, { y: 5 })
  })

  it('puts a result into the state’s whole input, not into what InputPath chose', async () => {
    const run = await play(machine({ Ask: { ...task, InputPath: '$.a', ResultPath: '$.r' } }), { a: 1, c: 3 })
    await run.succeed('done')
    assert.deepEqual(run.output, { a: 1, c: 3, r: 'done' })
  })

  it('is nothing where a path is null', async () => {
    const run = await play(machine({ One: { Type: 'Pass', InputPath: null } }), { a: 1 })
    assert.deepEqual(run.output, {})
    const dropped = await play(machine({ Ask: { ...task, ResultPath: null } }), { a: 1 })
    await dropped.succeed('done')
    assert.deepEqual(dropped.output, { a: 1 })
    const none = await play(machine({ One: { Type: 'Pass', OutputPath: null } }), { a: 1 })
    assert.deepEqual(none.output, {})
  })

  it('is made by Arguments and Output in JSONata', async () => {
    const run = await play(
      machine(
        {
          Ask: {
            ...task,
            Arguments: { x: '{% $states.input.a + 1 %}' },
            Assign: { kept: '{% $states.result.out %}' },
            Output: { got: '{% $states.result.out %}', was: '{% $states.input.a %}' },
          },
          Tell: { Type: 'Pass', Output: '{% $kept & $states.input.was %}' },
        },
        { QueryLanguage: 'JSONata' },
      ),
      { a: 1 },
    )
    assert.deepEqual(run.task.arguments, { x: 2 })
    await run.succeed({ out: 'o' })
    assert.equal(run.output, 'o1')
    assert.deepEqual(run.history.find(({ type }) => type === 'TaskStateExited')?.stateExitedEventDetails, {
      name: 'Ask',
      output: '{"got":"o","was":1}',
      outputDetails: { truncated: false },
      assignedVariables: { kept: '"o"' },
      assignedVariablesDetails: { truncated: false },
    })
  })

  it('tells of expressions that fail, and catchers see them', async () => {
    const state = {
      ...task,
      Arguments: { x: '{% $number("no") %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handle' }],
    }
    const run = await play(machine({ Ask: state, Handle: { Type: 'Pass' } }, { QueryLanguage: 'JSONata' }))
    const [, , failed, exited] = run.history
    assert.equal(failed?.type, 'EvaluationFailed')
    assert.equal(failed?.evaluationFailedEventDetails?.error, 'States.QueryEvaluationError')
    assert.equal(failed?.evaluationFailedEventDetails?.state, 'Ask')
    assert.equal(exited?.type, 'TaskStateExited')
    assert.equal((run.output as JsonObject).Error, 'States.QueryEvaluationError')
  })

  it('has a context object', async () => {
    const run = await play(machine({ Ask: { ...task, Parameters: { 'c.$': '$$' } } }), { a: 1 })
    assert.deepEqual((run.task.arguments as JsonObject).c, {
      Execution: {
        Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
        Input: { a: 1 },
        StartTime: '2026-01-02T03:04:05.000Z',
        Name: 'run',
        RoleArn: 'arn:aws:iam::123456789012:role/machine',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine', Name: 'machine' },
      State: { Name: 'Ask', EnteredTime: '2026-01-02T03:04:05.000Z', RetryCount: 0 },
    })
  })

  it('of items is told to their selector: members of an object too', async () => {
    const selector = { i: '{% $states.context.Map.Item %}' }
    const definition = (Items: Json) =>
      machine(
        {
          M: {
            Type: 'Map',
            Items,
            ItemSelector: selector,
            ItemProcessor: machine({ Each: { Type: 'Pass' } }),
          },
        },
        { QueryLanguage: 'JSONata' },
      )
    const list = await play(definition(['a']))
    assert.deepEqual(list.output, [{ i: { Index: 0, Value: 'a', Source: 'STATE_DATA' } }])
    const members = await play(definition('{% { "k": 1 } %}'))
    assert.deepEqual(members.output, [{ i: { Index: 0, Key: 'k', Value: 1, Source: 'STATE_DATA' } }])
  })

  it('that is too large fails the state', async () => {
    const run = await new Play(machine({ One: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } } }), {
      payloadBytesMax: 100,
    }).start('x'.repeat(60))
    assert.deepEqual(ended(run), {
      type: 'Complete',
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'One' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
  })
})

describe('variables', () => {
  it('of outer scopes are seen within, those within end with their branch', async () => {
    const inner = machine({
      In: { Type: 'Pass', Assign: { mine: 'inner' } },
      Out: { Type: 'Pass', Parameters: { 'seen.$': "States.Format('{} {}', $outer, $mine)" } },
    })
    const run = await play(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 'outer' } },
        Both: { Type: 'Parallel', Branches: [inner], ResultPath: '$.r' },
        After: { Type: 'Pass', Parameters: { 'r.$': '$.r', 'still.$': '$outer' } },
      }),
    )
    assert.deepEqual(run.output, { r: [{ seen: 'outer inner' }], still: 'outer' })
    assert.deepEqual(run.execution.threads, {})
  })

  it('of an iteration are its own', async () => {
    const each = machine({
      Set: { Type: 'Pass', Assign: { mine: '{% $states.input * 2 %}' } },
      Get: { Type: 'Pass', Output: '{% $mine %}' },
    })
    const run = await play(
      machine({ M: { Type: 'Map', ItemProcessor: each } }, { QueryLanguage: 'JSONata' }),
      [1, 2, 3],
    )
    assert.deepEqual(run.output, [2, 4, 6])
  })
})

describe('retriers', () => {
  const retrying = (...Retry: JsonObject[]) => machine({ Ask: { ...task, Retry } })
  const delays = (run: Play) =>
    run.allCommands.flatMap((one) => (one.type === 'SetTimer' ? [one.atMs - startMs] : []))

  it('wait longer each time, up to a maximum', async () => {
    const run = await play(
      retrying({
        ErrorEquals: ['A'],
        IntervalSeconds: 2,
        BackoffRate: 3,
        MaxAttempts: 4,
        MaxDelaySeconds: 10,
      }),
    )
    const waited: number[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      const before = run.nowMs
      await run.fail('A')
      await run.fire()
      waited.push((run.nowMs - before) / 1000)
      assert.equal(run.task.attempt, attempt + 1)
    }
    assert.deepEqual(waited, [2, 6, 10, 10])
    await run.fail('A')
    assert.deepEqual(ended(run), { type: 'Complete', status: 'FAILED', error: 'A' })
  })

  it('have counters of their own, and the first that takes an error decides', async () => {
    const run = await play(
      retrying(
        { ErrorEquals: ['A'], MaxAttempts: 1 },
        { ErrorEquals: ['B'], MaxAttempts: 1 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
      ),
    )
    await (await run.fail('A')).fire()
    await (await run.fail('B')).fire()
    await (await run.fail('C')).fire()
    // The retrier of A has no attempt left; the last one is not asked.
    await run.fail('A')
    assert.equal(run.execution.status, 'FAILED')
  })

  it('with no attempts only keep later ones from the error', async () => {
    const run = await play(retrying({ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }))
    await run.fail('A')
    assert.equal(run.execution.status, 'FAILED')
  })

  it('with full jitter wait between nothing and their time, the same in a replay', async () => {
    const definition = retrying({ ErrorEquals: ['A'], IntervalSeconds: 10, JitterStrategy: 'FULL' })
    const [one, two] = await Promise.all([0, 1].map(async () => (await play(definition)).fail('A')))
    assert.ok(one && two)
    const [delay = -1] = delays(one)
    assert.ok(delay >= 0 && delay <= 10_000)
    assert.deepEqual(delays(two), [delay])
  })

  it('take timeouts by their name, not as failed tasks', async () => {
    const definition = (name: string) =>
      machine({ Ask: { ...task, TimeoutSeconds: 5, Retry: [{ ErrorEquals: [name] }] } })
    const states: string[] = []
    for (const name of ['States.TaskFailed', 'States.Timeout', 'States.ALL']) {
      const run = await play(definition(name))
      await run.fire()
      states.push(run.execution.status)
    }
    assert.deepEqual(states, ['FAILED', 'RUNNING', 'RUNNING'])
  })

  it('forget what was counted when another state is entered', async () => {
    const run = await play(
      machine({ A: { ...task, Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1 }] }, B: task }),
    )
    await (await run.fail('X')).fire()
    await run.succeed()
    assert.equal(run.execution.threads.main?.retryCount, undefined)
  })
})

describe('catchers', () => {
  it('put the error where they are told', async () => {
    const state = {
      ...task,
      Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.e', Next: 'Handle' }],
    }
    const run = await play(machine({ Ask: state, Handle: { Type: 'Pass' } }), { a: 1 })
    await run.fail('Boom', 'why')
    assert.deepEqual(run.output, { a: 1, e: { Error: 'Boom', Cause: 'why' } })
  })

  it('take missed heartbeats by their own name', async () => {
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:us-east-1:123456789012:activity:hands',
      HeartbeatSeconds: 5,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Handle' }],
    }
    const run = await play(machine({ Ask: state, Handle: { Type: 'Pass' } }))
    const { taskId } = run.task
    await run.tell({ type: 'TaskStarted', taskId })
    await run.tell({ type: 'TaskHeartbeat', taskId }, 3)
    // The first timer comes at 5 seconds, the heartbeat at 3: it is set anew for 8.
    await run.tell({ type: 'TimerFired', timerId: timerOf(run) }, 2)
    assert.equal(run.execution.status, 'RUNNING')
    await run.tell({ type: 'TimerFired', timerId: timerOf(run) }, 3)
    assert.deepEqual(run.output, { Error: 'States.Timeout' })
  })

  it('wait for a worker without a limit: the time of an activity begins when one takes its task', async () => {
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:us-east-1:123456789012:activity:hands',
      TimeoutSeconds: 8,
      HeartbeatSeconds: 5,
      Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
    }
    const run = await play(machine({ Ask: state }))
    assert.ok(!run.commands.some(({ type }) => type === 'SetTimer'))
    await run.tell({ type: 'TaskStarted', taskId: run.task.taskId }, 1_000)
    assert.deepEqual(
      run.commands.flatMap((command) => (command.type === 'SetTimer' ? [command.atMs - run.nowMs] : [])),
      [8_000, 5_000],
    )
    await run.tell({ type: 'TimerFired', timerId: timerOf(run) }, 5)
    assert.equal(run.execution.threads.main?.activity.kind, 'wait')
    await run.fire()
    assert.equal(run.history.at(-1)?.type, 'ActivityScheduled')
    assert.ok(!run.commands.some(({ type }) => type === 'SetTimer'))
  })

  function timerOf(run: Play): string {
    const activity = run.execution.threads.main?.activity
    assert.ok(activity?.kind === 'task' && activity.heartbeatTimerId)
    return activity.heartbeatTimerId
  }

  it('of an outer state take what branches fail with, and the branches end', async () => {
    const branches = [machine({ Work: task }), machine({ Sleep: { Type: 'Wait', Seconds: 100 } })]
    const state = { Type: 'Parallel', Branches: branches, Catch: [{ ErrorEquals: ['Boom'], Next: 'Handle' }] }
    const run = await play(machine({ Both: state, Handle: { Type: 'Wait', Seconds: 1 } }))
    await run.fail('Boom')
    assert.deepEqual(Object.keys(run.execution.threads), ['main'])
    assert.deepEqual(run.execution.forks, {})
    assert.ok(run.commands.some(({ type }) => type === 'ClearTimer'))
  })
})

describe('redrive', () => {
  it('runs again what failed and was aborted, and keeps what succeeded', async () => {
    const each = machine({
      First: { Type: 'Pass' },
      Work: { ...task, Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }] },
    })
    const run = await play(
      machine({ M: { Type: 'Map', MaxConcurrency: 2, ItemProcessor: each }, After: { Type: 'Pass' } }),
      [1, 2, 3],
    )
    await run.succeed('one')
    // The second and third are at work.
    assert.equal(run.tasks.length, 2)
    await run.fail('Boom')
    assert.equal(run.execution.status, 'FAILED')
    assert.equal(run.tasks.length, 0)
    await run.tell({ type: 'Redrive' }, 60)
    assert.deepEqual(
      run.lines.slice(-5).map((line) => line.split(' ').slice(2).join(' ')),
      [
        'ExecutionRedriven redriveCount=1',
        'MapIterationStarted name=M index=1',
        'MapIterationStarted name=M index=2',
        'TaskScheduled resourceType=lambda resource=invoke region=us-east-1 parameters=2',
        'TaskScheduled resourceType=lambda resource=invoke region=us-east-1 parameters=3',
      ],
    )
    assert.deepEqual(
      run.tasks.map(({ arguments: args }) => args),
      [2, 3],
    )
    await run.succeed('two')
    await run.succeed('three')
    assert.deepEqual(run.output, ['one', 'two', 'three'])
    assert.equal(run.execution.redriveCount, 1)
  })

  it('takes up a Map Run that failed', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      ...machine({ Each: { Type: 'Pass' } }),
    }
    const run = await play(machine({ M: { Type: 'Map', ItemProcessor: processor } }), [1])
    const [first] = run.commands
    assert.ok(first?.type === 'StartMapRun')
    await run.tell({ type: 'MapRunStarted', taskId: first.taskId, mapRunArn: 'arn' })
    await run.tell({ type: 'MapRunFailed', taskId: first.taskId, error: 'X' })
    await run.tell({ type: 'Redrive' })
    const again = run.commands.find(({ type }) => type === 'StartMapRun')
    assert.ok(again?.type === 'StartMapRun')
    assert.equal(again.redriveOf, 'arn')
    await run.tell({ type: 'MapRunStarted', taskId: again.taskId, mapRunArn: 'arn', redriveCount: 1 })
    assert.equal(
      run.lines.at(-1)?.split(' ').slice(2).join(' '),
      'MapRunRedriven mapRunArn=arn redriveCount=1',
    )
    await run.tell({ type: 'MapRunSucceeded', taskId: again.taskId, output: [2] })
    assert.deepEqual(run.output, [2])
  })

  it('is refused for what succeeded', async () => {
    const run = await play(machine({ One: { Type: 'Pass' } }))
    const before = run.history.length
    await run.tell({ type: 'Redrive' })
    assert.equal(run.history.length, before)
  })
})

describe('time', () => {
  it('of a Standard execution ends after a year, though it has no timer for it', async () => {
    const run = await play(machine({ Ask: task }))
    assert.ok(!run.commands.some(({ type }) => type === 'SetTimer'))
    await run.tell({ type: 'TaskSucceeded', taskId: run.task.taskId, output: 1 }, 31_536_000)
    assert.equal(run.execution.status, 'TIMED_OUT')
  })

  it('that has passed is not waited for', async () => {
    const run = await play(machine({ Sleep: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z' } }))
    assert.equal(run.execution.status, 'SUCCEEDED')
  })
})

describe('a step', () => {
  it('may leave untold how states are entered and left, and all else is as it would be', async () => {
    const definition = machine({
      One: { Type: 'Pass', Assign: { v: 1 } },
      Both: { Type: 'Parallel', Branches: [machine({ Two: task }), machine({ Three: { Type: 'Pass' } })] },
    })
    const [told, untold] = await Promise.all(
      [false, true].map(async (statesUntold) => {
        const run = new Play(definition, { type: 'EXPRESS', statesUntold })
        await run.start({ n: 1 })
        return run.succeed('x')
      }),
    )
    assert.ok(told && untold)
    assert.deepEqual(
      untold.history,
      told.history.filter(({ type }) => !/State(Entered|Exited)$/.test(type)),
    )
    assert.deepEqual(untold.execution, told.execution)
    assert.deepEqual(untold.allCommands, told.allCommands)
  })

  it('of a Map state costs the same however many items there are', async () => {
    const definition = machine({ M: { Type: 'Map', ItemProcessor: machine({ Each: task }) } })
    const bytes: number[] = []
    for (const length of [400, 4000]) {
      const run = await play(
        definition,
        Array.from({ length }, (_, index) => index),
      )
      for (let ended = 0; ended < 100; ended++) await run.succeed('x')
      const { forks, threads } = run.execution
      const { main, ...others } = threads
      bytes.push(JSON.stringify(others).length)
      assert.equal(Object.keys(others).length, 40)
      assert.equal(Object.values(forks)[0]?.results.flat().length, 100)
      assert.ok(main)
    }
    const [few = 0, many = 0] = bytes
    assert.ok(many < few * 1.2)
  })
})
