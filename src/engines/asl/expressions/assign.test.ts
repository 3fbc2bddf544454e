import { deepEqual, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../../base/json.ts'
import { parseDefinition } from '../index.ts'
import { compileOne, diagnosticsOf, outcome, scopeOf, told } from '../testing/scope.ts'

test('all values are read before any is assigned', async () => {
  const state = compileOne({ Type: 'Pass', Assign: { 'x.$': '$y', 'y.$': '$x', z: 1 } })
  const scope = scopeOf({}, { variables: { x: 1, y: 2 } })
  deepEqual(await state.assign?.evaluate(scope), { x: 2, y: 1, z: 1 })
  deepEqual(state.assign?.names, ['x', 'y', 'z'])
})

test('a variable has 256 KiB at most', async () => {
  const state = compileOne({ Type: 'Pass', QueryLanguage: 'JSONata', Assign: { x: '{% $states.input %}' } })
  match(
    String(await outcome(() => state.assign?.evaluate(scopeOf('é'.repeat(131_072))))),
    /^States\.DataLimitExceeded: /,
  )
  deepEqual(await state.assign?.evaluate(scopeOf('é'.repeat(131_000))), { x: 'é'.repeat(131_000) })
})

test('names that variables cannot have are told', () => {
  const assign = (Assign: Json) => diagnosticsOf({ Type: 'Pass', End: true, Assign })
  deepEqual(assign({ states: 1 }), [
    "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/A/Assign/states",
  ])
  deepEqual(assign({ 'a-b': 1 }), [
    "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/A/Assign/a-b",
  ])
  deepEqual(assign({ ['a'.repeat(81)]: 1 }).length, 1)
  deepEqual(assign({ été_1: 1 }), [])
})

test('what a machine inside another assigns cannot have a name from outside', () => {
  const inner = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Pass', End: true, Assign: { x: 1 } } },
  })
  const { diagnostics } = parseDefinition({
    StartAt: 'P',
    States: {
      P: { Type: 'Parallel', Branches: [inner('B')], Next: 'M', Assign: { x: 2 } },
      M: {
        Type: 'Map',
        ItemProcessor: { ...inner('D'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
        End: true,
      },
    },
  })
  deepEqual(told(diagnostics), [
    "DUPLICATE_VARIABLE_NAME: The variable name 'x' was already defined in a parent scope. at /States/P/Branches[0]/States/B/Assign/x",
  ])
})
