import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../../base/json.ts'
import { parseDefinition } from '../index.ts'

const succeed = { StartAt: 'S', States: { S: { Type: 'Succeed' } } }

/** A machine with every field, in both query languages. */
const whole: JsonObject = {
  Comment: 'all',
  StartAt: 'Pass',
  TimeoutSeconds: 10,
  Version: '1.0',
  States: {
    Pass: {
      Type: 'Pass',
      InputPath: '$.a',
      OutputPath: '$',
      Parameters: { 'a.$': "States.Format('{}', $.b)", c: [{ 'd.$': '$$.Execution.Id' }] },
      ResultPath: '$.r',
      Assign: { 'x.$': '$.a' },
      Next: 'Choice',
    },
    Choice: {
      Type: 'Choice',
      Choices: [
        {
          And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$x', NumericEqualsPath: '$.b' } }],
          Next: 'Task',
        },
        { Variable: '$.t', TimestampLessThan: '2030-01-01T00:00:00Z', Next: 'Wait' },
      ],
      Default: 'Fail',
    },
    Task: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSecondsPath: '$.t',
      HeartbeatSeconds: 5,
      Credentials: { 'RoleArn.$': '$.role' },
      ResultSelector: { 'a.$': '$.Payload' },
      Retry: [
        {
          ErrorEquals: ['States.Timeout'],
          IntervalSeconds: 2,
          MaxAttempts: 1,
          BackoffRate: 1.5,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Fail', ResultPath: '$.error' }],
      Next: 'Map',
    },
    Map: {
      Type: 'Map',
      ItemsPath: '$.list',
      ItemSelector: { 'v.$': '$$.Map.Item.Value' },
      ItemProcessor: { ...succeed, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        Parameters: { Bucket: 'b', 'Key.$': '$.k' },
        ReaderConfig: {
          InputType: 'CSV',
          CSVHeaderLocation: 'GIVEN',
          CSVHeaders: ['a'],
          MaxItemsPath: '$.n',
        },
      },
      ItemBatcher: { MaxItemsPerBatch: 5, BatchInput: { 'a.$': '$.a' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
      MaxConcurrencyPath: '$.m',
      ToleratedFailurePercentage: 5,
      Label: 'items',
      Next: 'Parallel',
    },
    Parallel: {
      Type: 'Parallel',
      QueryLanguage: 'JSONata',
      Arguments: '{% $states.input %}',
      Branches: [
        {
          StartAt: 'B',
          States: {
            B: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { v: ['{% $x + 1 %}'] }, End: true },
          },
        },
      ],
      Output: '{% $states.result[0].v %}',
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% $x %}', Next: 'Succeed' },
    Succeed: { Type: 'Succeed' },
    Fail: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" },
  },
}

test('the machine that is changed below is one', () => {
  const { program, diagnostics } = parseDefinition(whole)
  equal(JSON.stringify(diagnostics), '[]')
  equal(program?.states.size, 8)
})

/** Every place of a value: the members to go through. */
function places(value: Json, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, member]) => places(member as Json, [...at, name]))]
}

function changed(
  value: Json,
  at: readonly string[],
  change: (value: Json | undefined) => Json | undefined,
): Json | undefined {
  const [name, ...rest] = at
  if (name === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((item: Json, index) =>
      String(index) === name ? (changed(item, rest, change) ?? null) : item,
    )
  const object = value as JsonObject
  return { ...object, [name]: changed(object[name] ?? null, rest, change) }
}

const everywhere = places(whole)

const odd: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    '',
    '$',
    '{% 1 + %}',
    '{% $states.x %}',
    '$.a[*]',
    'States.UUID(',
    -1,
    1e9,
    0.5,
    true,
    [],
    {},
  ),
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc
    .constantFrom(...everywhere)
    .map((at) => at.reduce<Json>((value, name) => (value as Record<string, Json>)[name] ?? null, whole)),
)

function check(definition: string | Json): void {
  const { program, diagnostics } = parseDefinition(definition)
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR')
  equal(program === undefined, errors.length > 0)
  for (const { code, message, location } of diagnostics) ok(code && message && location !== '')
}

test('any JSON gives diagnostics, never an exception', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => check(value as Json)))
  fc.assert(fc.property(fc.string(), (text) => check(text)))
})

test('a machine that was changed anywhere gives a program or diagnostics', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...everywhere), odd), { minLength: 1, maxLength: 3 }),
      (changes) => {
        let definition: Json = whole
        for (const [at, value] of changes) {
          try {
            definition = changed(definition, at, () => value) ?? null
          } catch (error) {
            // The place went with an earlier change.
            if (!(error instanceof TypeError)) throw error
          }
        }
        check(definition)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a member more anywhere, of any name of the language, gives a program or diagnostics', () => {
  const names = [...new Set(everywhere.flat())]
  fc.assert(
    fc.property(
      fc.constantFrom(...everywhere),
      fc.constantFrom(...names, '__proto__', 'constructor'),
      odd,
      (at, name, value) => {
        check(
          changed(whole, at, (object) =>
            typeof object === 'object' && object && !Array.isArray(object)
              ? { ...object, [name]: value }
              : object,
          ) ?? null,
        )
      },
    ),
    { numRuns: 1_000 },
  )
})
