import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../../base/json.ts'
import { compileOne, diagnosticsOf, outcome, scopeOf } from '../testing/scope.ts'
import type { Scope } from './types.ts'

function evaluate(parameters: Json, input: Json, more: Partial<Scope> = {}): Promise<unknown> {
  const { parameters: template } = compileOne({ Type: 'Pass', Parameters: parameters })
  return outcome(() => template?.evaluate(scopeOf(input, more)))
}

test('members that end with .$ are read, all others stand for themselves', async () => {
  const template = {
    a: { 'b.$': '$.x[1]', c: '$.x' },
    'd.$': '$$.Execution.Name',
    list: [{ 'e.$': '$order.id' }, 1],
  }
  deepEqual(await evaluate(template, { x: [1, 2] }, { variables: { order: { id: 7 } } }), {
    a: { b: 2, c: '$.x' },
    d: 'one',
    list: [{ e: 7 }, 1],
  })
})

test('what does not change is the same value each time, and nothing waits', () => {
  const { parameters: fixed } = compileOne({ Type: 'Pass', Parameters: { a: [{ b: 1 }] } })
  equal(fixed?.evaluate(scopeOf({})), fixed?.evaluate(scopeOf(1)))
  const { parameters: read } = compileOne({ Type: 'Pass', Parameters: { 'a.$': '$' } })
  deepEqual(read?.evaluate(scopeOf(1)), { a: 1 })
})

test('a path that leads nowhere fails in AWS’s words', async () => {
  equal(
    await evaluate({ 'y.$': '$.x' }, { z: 1 }),
    `States.Runtime: The JSONPath '$.x' specified for the field 'y.$' could not be found in the input '{"z":1}'`,
  )
  deepEqual(await evaluate({ 'y.$': '$.x[*].z' }, { x: [{}] }), { y: [] })
  // An index behind the end gives null, but not as an argument.
  deepEqual(await evaluate({ 'y.$': '$.x[5]' }, { x: [1] }), { y: null })
  equal(
    await evaluate({ 'v.$': "States.Format('{}', States.Format('{}', $.x[5]))" }, { x: [1] }),
    `States.Runtime: The function 'States.Format('{}', States.Format('{}', $.x[5]))' had the following error: The JsonPath argument for the field '$.x[5]' could not be found in the input '{"x":[1]}'`,
  )
  equal(
    await evaluate({ 'v.$': "States.Format('{}', $$.Nope.Deep)" }, { other: 1 }),
    `States.Runtime: The function 'States.Format('{}', $$.Nope.Deep)' had the following error: The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"other":1}'`,
  )
})

test('paths of a state', async () => {
  const state = compileOne({ Type: 'Pass', InputPath: '$.a.b', ResultPath: '$.r.s', OutputPath: null })
  equal(await outcome(() => state.inputPath?.evaluate(scopeOf({ a: { b: 1 } }))), 1)
  equal(
    await outcome(() => state.inputPath?.evaluate(scopeOf({ c: 1 }))),
    "States.Runtime: Invalid path '$.a.b' : Missing property in path $['a']",
  )
  equal(
    await outcome(() => state.inputPath?.evaluate(scopeOf({ a: {} }))),
    "States.Runtime: Invalid path '$.a.b' : No results for path: $['a']['b']",
  )
  deepEqual(state.resultPath?.put({ x: 1 }, 2), { x: 1, r: { s: 2 } })
  equal(
    await outcome(() => state.resultPath?.put({ r: 'text' }, 2)),
    'States.ResultPathMatchFailure: Unable to apply step "s" to input "text"',
  )
  equal(state.outputPath, null)
  equal(compileOne({ Type: 'Pass' }).inputPath, undefined)
})

test('what is no template is told', () => {
  const pass = (Parameters: Json) => diagnosticsOf({ Type: 'Pass', End: true, Parameters })
  deepEqual(pass({ 'a.$': 'x' }), [
    "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/a.$",
  ])
  deepEqual(pass({ 'a.$': 1 }), [
    "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a STRING that contains a JSONPath but was an NUMBER at /States/A/Parameters/a.$",
  ])
  equal(pass({ a: '$.b' }).length, 1)
})
