import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent } from '../engine.ts'
import { rememberedTasksMax } from '../limits.ts'
import { TaskMeasures } from './task-measures.ts'

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f'

/** An event that points to the one before. */
function event(id: number, type: string, timestampMs: number, details: object = {}): HistoryEvent {
  return { id, previousEventId: id - 1, type, timestampMs, ...details } as unknown as HistoryEvent
}

const scheduled = (id: number, at: number) =>
  event(id, 'LambdaFunctionScheduled', at, { lambdaFunctionScheduledEventDetails: { resource: arn } })

test('a task is counted and measured from one event to the next', () => {
  const measures = new TaskMeasures()
  const told = (one: HistoryEvent) =>
    measures.of('execution', one).map(({ name, value, dimension }) => `${name}=${value} ${dimension.Name}`)
  assert.deepEqual(told(scheduled(3, 100)), ['LambdaFunctionsScheduled=1 LambdaFunctionArn'])
  assert.deepEqual(told(event(4, 'LambdaFunctionStarted', 130)), [
    'LambdaFunctionsStarted=1 LambdaFunctionArn',
    'LambdaFunctionScheduleTime=30 LambdaFunctionArn',
  ])
  const end = event(5, 'LambdaFunctionTimedOut', 200, { lambdaFunctionTimedOutEventDetails: {} })
  assert.deepEqual(told(end), [
    'LambdaFunctionsTimedOut=1 LambdaFunctionArn',
    'LambdaFunctionRunTime=70 LambdaFunctionArn',
    'LambdaFunctionTime=100 LambdaFunctionArn',
  ])
  // Told once: nothing is remembered of what has ended.
  assert.deepEqual(told(end), [])
  assert.deepEqual(told(event(6, 'TaskStateExited', 200)), [])
})

test('so many tasks are remembered, those that began last', () => {
  const measures = new TaskMeasures()
  for (let index = 0; index <= rememberedTasksMax; index++) measures.of(`execution ${index}`, scheduled(3, 0))
  assert.equal(measures.of('execution 0', event(4, 'LambdaFunctionStarted', 1)).length, 0)
  assert.equal(measures.of('execution 1', event(4, 'LambdaFunctionStarted', 1)).length, 2)
})
