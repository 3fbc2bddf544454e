import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { compileOne, diagnosticsOf, outcome, scopeOf } from '../../testing/scope.ts'
import { matchesWildcard } from './wildcard.ts'

function decide(rule: JsonObject, input: Json): Promise<unknown> {
  const { choices } = compileOne({ Type: 'Choice', Choices: [{ ...rule, Next: 'yes' }], Default: 'no' })
  return outcome(() => choices[0]?.condition.evaluate(scopeOf(input, { variables: { limit: 5 } })))
}

const early = '2016-08-18T17:33:00Z'
const late = '2016-08-18T17:33:00.000001Z'

/** Rule, and values of `$.v` that match, then those that do not. */
const rules: readonly (readonly [JsonObject, readonly Json[], readonly Json[]])[] = [
  [{ StringEquals: 'a' }, ['a'], ['b', 1, null, ['a']]],
  [{ StringLessThan: 'b' }, ['a', 'B'], ['b', 'c', 1]],
  [{ StringGreaterThan: 'b' }, ['c'], ['b', 'a', 3]],
  [{ StringLessThanEquals: 'b' }, ['a', 'b'], ['c']],
  [{ StringGreaterThanEquals: 'b' }, ['b', 'c'], ['a']],
  [{ StringMatches: 'log-*.txt' }, ['log-.txt', 'log-a.txt'], ['log-a.txt1', 'log.txt', 1]],
  [{ NumericEquals: 1 }, [1, 1.0], ['1', 2, true]],
  [{ NumericLessThan: 1 }, [0, -5], [1, '0']],
  [{ NumericGreaterThan: 1 }, [1.5], [1, 0]],
  [{ NumericLessThanEquals: 1 }, [1, 0], [2]],
  [{ NumericGreaterThanEquals: 1 }, [1, 2], [0]],
  [{ BooleanEquals: true }, [true], [false, 'true', 1]],
  [{ TimestampEquals: early }, [early, '2016-08-18T19:33:00.000+02:00'], [late, 'x', 1]],
  [{ TimestampLessThan: late }, [early], [late]],
  [{ TimestampGreaterThan: early }, [late], [early, '2016-08-18 17:34:00Z']],
  [{ TimestampLessThanEquals: early }, [early], [late]],
  [{ TimestampGreaterThanEquals: late }, [late], [early]],
  [{ IsNull: true }, [null], [0, '']],
  [{ IsString: true }, ['', 'a'], [1, null]],
  [{ IsNumeric: true }, [0, 1.5], ['1', null]],
  [{ IsBoolean: true }, [false], ['false']],
  [{ IsTimestamp: true }, [early], ['2016-02-30T00:00:00Z', '2016-08-18', 1, '2016-08-18t17:33:00z']],
  [{ IsPresent: true }, [null, 0], []],
  [{ NumericEqualsPath: '$.w' }, [7], [8, '7']],
  [{ NumericLessThanPath: '$limit' }, [4], [5]],
  [{ StringEqualsPath: '$$.State.Name' }, ['A'], ['B']],
]

for (const [rule, matching, others] of rules)
  test(JSON.stringify(rule), async () => {
    const whole = { Variable: '$.v', ...rule }
    for (const v of matching) equal(await decide(whole, { v, w: 7 }), true, JSON.stringify(v))
    for (const v of others) {
      equal(await decide(whole, { v, w: 7 }), false, JSON.stringify(v))
      equal(await decide({ Not: whole }, { v, w: 7 }), true, JSON.stringify(v))
    }
  })

test('And, Or and Not look no further than they must', async () => {
  const missing = { Variable: '$.missing', IsNull: true }
  const present = (IsPresent: boolean) => ({ Variable: '$.v', IsPresent })
  equal(await decide({ And: [present(true), { Or: [present(true), missing] }] }, { v: 1 }), true)
  equal(await decide({ And: [present(false), missing] }, { v: 1 }), false)
  equal(await decide({ Not: { Not: present(false) } }, {}), true)
})

test('a path that leads nowhere fails in AWS’s words, but for IsPresent', async () => {
  equal(
    await decide({ Variable: '$.a.b', StringEquals: 'x' }, {}),
    "States.Runtime: Invalid path '$.a.b': The choice state's condition path references an invalid value.",
  )
  equal(
    await decide({ Variable: '$.a', StringEqualsPath: '$.b' }, { a: 1 }),
    "States.Runtime: Invalid path '$.b': The choice state's comparison path references an invalid value.",
  )
  equal(await decide({ Variable: '$.a.b', IsPresent: false }, {}), true)
})

test('stars match any characters, each once', () => {
  equal(matchesWildcard('*', ''), true)
  equal(matchesWildcard('a*b*c', 'a-b-b-c'), true)
  equal(matchesWildcard('a*b*c', 'a-c-b'), false)
  equal(matchesWildcard('a\\*', 'a*'), true)
  equal(matchesWildcard('a\\*', 'ab'), false)
  equal(matchesWildcard('a\\\\*', 'a\\b'), true)
  equal(matchesWildcard('ab*ba', 'aba'), false)
  equal(matchesWildcard('*a'.repeat(1_000), 'a'.repeat(100_000)), true)
})

test('rules that are none are told, in AWS’s words', () => {
  const told = (...Choices: Json[]) =>
    diagnosticsOf({ Type: 'Choice', Choices, Default: 'A' }).filter((line) => !line.includes('MISSING'))
  const of = (rule: JsonObject) => told({ Next: 'A', ...rule })
  deepEqual(told(), ['SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Choices'])
  deepEqual(told({ Variable: '$.a', IsNull: true }), [
    'SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/A/Choices[0]',
  ])
  deepEqual(of({ Variable: 'a', IsNull: true }), [
    "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at /States/A/Choices[0]/Variable",
  ])
  deepEqual(of({ Variable: '$.a', IsNull: true, IsString: true }), [
    'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [IsNull, IsString] at /States/A/Choices[0]',
  ])
  deepEqual(of({ And: [], Or: [] }), [
    'SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]',
  ])
  deepEqual(of({ Not: { Variable: '$.a', IsNull: true, Next: 'A' } }), [
    "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/A/Choices[0]/Not/Next",
  ])
  deepEqual(of({ Variable: '$.a', TimestampEquals: 'x' }), [
    'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Choices[0]/TimestampEquals',
  ])
  deepEqual(of({ Variable: '$.a', NumericEquals: '1' }), [
    'SCHEMA_VALIDATION_FAILED: Expected value of type [NUMBER] at /States/A/Choices[0]/NumericEquals',
  ])
})
