/**
 * Single states under test. What is told is as recorded on AWS on 2025-11-13 and 14, published in https://github.com/localstack/localstack under
 * tests/aws/services/stepfunctions/v2/test_state (test_test_state_scenarios, test_state_configuration); names and data are ours.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../../base/json.ts'
import { parseDefinition } from '../definition/parse-definition.ts'
import { type StateTest, type TestedState, TestRefused, testState } from './test-state.ts'
import { facts, machine } from './testing/play.ts'

async function tested(
  state: JsonObject,
  input: Json,
  more: Partial<StateTest> = {},
  done: Json = {},
): Promise<TestedState> {
  const { program, diagnostics } = parseDefinition(
    machine({
      It: { ...state, Next: 'Next' },
      ...(state.Catch ? { Handle: { Type: 'Pass', Next: 'Next' } } : {}),
      Next: { Type: 'Pass' },
    }),
  )
  assert.ok(program, JSON.stringify(diagnostics))
  return testState(
    { program, stateName: 'It', input, facts, nowMs: 1, seed: '1'.repeat(32), ...more },
    { type: 'STANDARD', region: 'us-east-1' },
    async () => ({ output: done }),
  )
}

const value = { Value: 'HelloWorld' }

test('a Pass state tells all stages', async () => {
  const { inspection, ...told } = await tested({ Type: 'Pass' }, value)
  assert.deepEqual(told, { status: 'SUCCEEDED', output: value, nextState: 'Next' })
  assert.deepEqual(inspection, {
    input: value,
    afterInputPath: value,
    afterParameters: value,
    afterResultSelector: value,
    afterResultPath: value,
    variables: {},
  })
})

test('a Pass state with a Result tells it, and nothing of its input on the way', async () => {
  const { inspection, output } = await tested({ Type: 'Pass', Result: { r: 1 }, ResultPath: '$.m' }, value)
  assert.deepEqual(output, { ...value, m: { r: 1 } })
  assert.deepEqual(inspection, {
    input: value,
    result: { r: 1 },
    afterResultSelector: { r: 1 },
    afterResultPath: { ...value, m: { r: 1 } },
    variables: {},
  })
})

test('a Task is performed, or mocked', async () => {
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'P.$': '$.Value' } }
  const performed = await tested(task, value, {}, 'done')
  assert.equal(performed.output, 'done')
  assert.deepEqual(performed.inspection.afterParameters, { P: 'HelloWorld' })
  assert.equal(performed.inspection.result, 'done')
  const mocked = await tested(task, value, { mock: { result: 'mocked' } })
  assert.equal(mocked.output, 'mocked')
})

test('a mocked error is tried again, caught, or the end', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Retry: [{ ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 3, BackoffRate: 2 }],
    Catch: [
      { ErrorEquals: ['B'], Next: 'Handle' },
      { ErrorEquals: ['A'], Next: 'Handle' },
    ],
  }
  const again = await tested(task, value, { mock: { error: 'A', cause: 'c' }, retrierRetryCount: 1 })
  assert.equal(again.status, 'RETRIABLE')
  assert.deepEqual(again.inspection.errorDetails, { retryIndex: 0, retryBackoffIntervalSeconds: 6 })
  const caught = await tested(task, value, { mock: { error: 'A', cause: 'c' }, retrierRetryCount: 2 })
  const { inspection, ...told } = caught
  assert.deepEqual(told, {
    status: 'CAUGHT_ERROR',
    output: { Error: 'A', Cause: 'c' },
    error: 'A',
    cause: 'c',
    nextState: 'Handle',
  })
  assert.deepEqual(inspection.errorDetails, { catchIndex: 1 })
  const failed = await tested(task, value, { mock: { error: 'C' } })
  assert.deepEqual([failed.status, failed.error, failed.output], ['FAILED', 'C', undefined])
})

test('Map and Parallel states are mocked', async () => {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ...machine({ Each: { Type: 'Pass' } }),
  }
  const map = {
    Type: 'Map',
    ItemsPath: '$.Values',
    ItemSelector: { 'v.$': '$$.Map.Item.Value' },
    ItemProcessor: processor,
    ToleratedFailureCount: 2,
  }
  const input = { Values: ['first', 'second', 'third'] }
  const below = await tested(map, input, { mock: { result: [1] }, mapIterationFailureCount: 2 })
  assert.deepEqual(below.output, [1])
  assert.deepEqual(below.inspection.afterItemSelector, [{ v: 'first' }, { v: 'second' }, { v: 'third' }])
  assert.equal(below.inspection.toleratedFailureCount, 2)
  assert.equal(below.inspection.maxConcurrency, 0)
  const above = await tested(map, input, { mock: { result: [1] }, mapIterationFailureCount: 3 })
  assert.deepEqual(
    [above.status, above.error, above.cause],
    [
      'FAILED',
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    ],
  )
  const parallel = { Type: 'Parallel', Branches: [machine({ One: { Type: 'Pass' } })], ResultPath: '$.r' }
  assert.deepEqual((await tested(parallel, value, { mock: { result: [2] } })).output, { ...value, r: [2] })
})

test('items of a Map state are told through selector and batcher, read or given', async () => {
  const map = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', ItemsPointer: '/all' },
      Parameters: { Bucket: 'b', Key: 'k' },
    },
    ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' },
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { b: 1 } },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      ...machine({ Each: { Type: 'Pass' } }),
    },
  }
  const { inspection } = await tested(map, {}, { mock: { result: [] }, readItems: ['x', 'y', 'z'] })
  assert.deepEqual(inspection.afterItemsPointer, ['x', 'y', 'z'])
  const selected = ['x', 'y', 'z'].map((v, i) => ({ v, i }))
  assert.deepEqual(inspection.afterItemSelector, selected)
  assert.deepEqual(inspection.afterItemBatcher, [
    { BatchInput: { b: 1 }, Items: selected.slice(0, 2) },
    { BatchInput: { b: 1 }, Items: selected.slice(2) },
  ])
  const given = await tested(map, ['x'], { mock: { result: [] } })
  assert.deepEqual(given.inspection.afterItemSelector, [{ v: 'x', i: 0 }])
  await assert.rejects(
    tested(map, ['x'], { mock: { result: [] }, mapIterationFailureCount: 2 }),
    (error) => error instanceof TestRefused,
  )
})

test('States.TaskFailed stands for the mocked error of a task within the state alone', async () => {
  const parallel = {
    Type: 'Parallel',
    Branches: [
      machine({ Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } }),
      machine({ Give: { Type: 'Fail', Error: 'Mine' } }),
    ],
    Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Handle' }],
  }
  const by = (errorCausedByState?: string) =>
    tested(parallel, value, {
      mock: { error: 'Mine' },
      ...(errorCausedByState !== undefined && { errorCausedByState }),
    })
  assert.equal((await by('Work')).status, 'CAUGHT_ERROR')
  assert.equal((await by()).status, 'CAUGHT_ERROR')
  assert.equal((await by('Give')).status, 'FAILED')
  await assert.rejects(by('Elsewhere'), (error) => error instanceof TestRefused)
})

test('a state within a Map state is tested as of its first iteration', async () => {
  const { program } = parseDefinition(
    machine({
      All: {
        Type: 'Map',
        ItemProcessor: machine({ Each: { Type: 'Pass', Parameters: { 'item.$': '$$.Map.Item' } } }),
      },
    }),
  )
  assert.ok(program)
  const { output } = await testState(
    { program, stateName: 'Each', input: 'x', facts, nowMs: 1, seed: '1'.repeat(32) },
    { type: 'STANDARD', region: 'us-east-1' },
    async () => ({ output: null }),
  )
  assert.deepEqual(output, { item: { Index: 0, Value: 'x' } })
})

test('variables and the context object may be given', async () => {
  const state = {
    Type: 'Pass',
    Parameters: { 'v.$': '$given', 'c.$': '$$.Execution.Name' },
    Assign: { more: 1 },
  }
  const context = { Execution: { Name: 'mine' } }
  const { output, inspection } = await tested(state, value, {
    variables: { given: 'x' },
    context,
  })
  assert.deepEqual(output, { v: 'x', c: 'mine' })
  assert.deepEqual(inspection.variables, { given: 'x', more: 1 })
})
