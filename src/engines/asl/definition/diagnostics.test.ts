import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../../../base/json.ts'
import { invalidDefinitionMessage, parseDefinition, parseState } from '../index.ts'
import { diagnosticsOf, told } from '../testing/scope.ts'

const schema = (message: string, at: string) => `SCHEMA_VALIDATION_FAILED: ${message} at ${at}`

test('what is no definition', () => {
  deepEqual(parseDefinition('').diagnostics, [
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    },
  ])
  const place = '[Source: (String)"not a definition"; line: 1, column: 4]'
  deepEqual(parseDefinition('not a definition').diagnostics, [
    {
      severity: 'ERROR',
      code: 'INVALID_JSON_DESCRIPTION',
      location: place,
      message: `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at ${place}`,
    },
  ])
  deepEqual(told(parseDefinition('{}').diagnostics), [
    schema('These fields are required: [States, StartAt]', '/'),
  ])
  deepEqual(told(parseDefinition('[]').diagnostics), [
    schema('Definition must be a valid JSON object', 'undefined'),
  ])
  deepEqual(told(parseDefinition(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`).diagnostics).length, 1)
  equal(parseDefinition(`{"Comment":"${'x'.repeat(1_048_576)}"}`).diagnostics.length, 1)
})

test('targets that are missing, and states that are not reached', () => {
  const definition = {
    StartAt: 'pass1',
    States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: { Type: 'Pass', End: true } },
  }
  equal(
    invalidDefinitionMessage(parseDefinition(definition).diagnostics),
    `Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2'`,
  )
  deepEqual(told(parseDefinition({ StartAt: 'x', States: { a: { Type: 'Succeed' } } }).diagnostics), [
    "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: x at /StartAt",
    'MISSING_TRANSITION_TARGET: State "a" is not reachable. at /States/a',
  ])
  deepEqual(
    told(
      parseDefinition({
        StartAt: 'a',
        States: {
          a: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'b' }], Default: '' },
          b: { Type: 'Fail' },
        },
      }).diagnostics,
    ),
    ["MISSING_TRANSITION_TARGET: Missing 'Default' target:  at /States/a/Default"],
  )
  deepEqual(diagnosticsOf({ Type: 'Pass', Next: 'A' }), [
    'MISSING_END_STATE: Workflow has no terminal state at /',
  ])
  equal(
    invalidDefinitionMessage(parseDefinition('').diagnostics),
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null'",
  )
})

/** A state, and what is told of it. */
const states: readonly (readonly [JsonObject, readonly string[]])[] = [
  [{}, [schema('These fields are required: [Type]', '/States/A')]],
  [
    { Type: 'X' },
    [
      schema(
        'Value should be one of the following: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]',
        '/States/A/Type',
      ),
    ],
  ],
  [
    { Type: 'Pass' },
    [schema('This object should have only one of the following fields: [Next, End]', '/States/A')],
  ],
  [
    { Type: 'Pass', Next: 'A', End: true },
    [schema('There should only be one of the following fields: [Next, End]', '/States/A')],
  ],
  [{ Type: 'Pass', End: true, Catch: [] }, [schema("Field 'Catch' is not supported", '/States/A')]],
  [{ Type: 'Pass', End: true, next: 'A' }, [schema("Field 'next' is not supported", '/States/A')]],
  [
    { Type: 'Pass', End: true, InputPath: 'a' },
    [schema('Value must be a valid JSONPath.', '/States/A/InputPath')],
  ],
  [
    { Type: 'Pass', End: true, ResultPath: '$.a[*]' },
    [schema('Value is not a Reference Path', '/States/A/ResultPath')],
  ],
  [
    { Type: 'Pass', End: true, ResultPath: '$$.a' },
    [schema('Value is not a Reference Path', '/States/A/ResultPath')],
  ],
  [
    { Type: 'Pass', End: true, QueryLanguage: 'jsonpath' },
    [schema('Value should be one of the following: [JSONPath, JSONata]', '/States/A/QueryLanguage')],
  ],
  [
    { Type: 'Pass', End: true, Output: 1 },
    [
      schema(
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        '/States/A',
      ),
    ],
  ],
  [
    { Type: 'Pass', End: true, QueryLanguage: 'JSONata', Parameters: {} },
    [
      schema(
        "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage",
        '/States/A',
      ),
    ],
  ],
  [{ Type: 'Task', End: true }, [schema('These fields are required: [Resource]', '/States/A')]],
  [
    { Type: 'Task', End: true, Resource: 'x' },
    [schema('Value is not a valid resource ARN', '/States/A/Resource')],
  ],
  [
    { Type: 'Task', End: true, Resource: 'arn:aws:states:::lambda' },
    [
      schema(
        'The resource provided arn:aws:states:::lambda is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
        '/States/A/Resource',
      ),
    ],
  ],
  [
    { Type: 'Task', End: true, Resource: 'arn:aws:states:::lambda:invoke', TimeoutSeconds: 0 },
    [schema('Minimum value is 1', '/States/A/TimeoutSeconds')],
  ],
  [
    { Type: 'Task', End: true, Resource: 'arn:aws:states:::lambda:invoke', TimeoutSeconds: 1e8 },
    [schema('Maximum value is 99999999', '/States/A/TimeoutSeconds')],
  ],
  [
    {
      Type: 'Task',
      End: true,
      Resource: 'arn:aws:states:::lambda:invoke',
      TimeoutSeconds: 1,
      TimeoutSecondsPath: '$.a',
    },
    [
      schema(
        'There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]',
        '/States/A',
      ),
    ],
  ],
  [
    {
      Type: 'Task',
      End: true,
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [
        { ErrorEquals: [] },
        { ErrorEquals: ['States.ALL'], BackoffRate: 0.5, JitterStrategy: 'SOME' },
        {},
      ],
    },
    [
      schema('Value cannot be empty', '/States/A/Retry[0]/ErrorEquals'),
      schema('States.ALL must appear alone and at end of list', '/States/A/Retry[1]/ErrorEquals'),
      schema('Minimum value is 1', '/States/A/Retry[1]/BackoffRate'),
      schema('Value should be one of the following: [NONE, FULL]', '/States/A/Retry[1]/JitterStrategy'),
      schema('These fields are required: [ErrorEquals]', '/States/A/Retry[2]'),
    ],
  ],
  [
    { Type: 'Wait', End: true },
    [
      schema(
        'This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]',
        '/States/A',
      ),
    ],
  ],
  [
    { Type: 'Wait', End: true, Seconds: '5' },
    [schema('Expected value of type [INTEGER]', '/States/A/Seconds')],
  ],
  [
    { Type: 'Wait', End: true, Timestamp: '2030-01-01' },
    [schema('String does not match RFC3339 timestamp', '/States/A/Timestamp')],
  ],
  [
    { Type: 'Fail', Error: 'a', ErrorPath: '$.b' },
    [schema('There should only be one of the following fields: [Error, ErrorPath]', '/States/A')],
  ],
  [{ Type: 'Parallel', End: true, Branches: [] }, [schema('Value cannot be empty', '/States/A/Branches')]],
  [
    { Type: 'Map', End: true },
    [
      schema(
        'This object should have only one of the following fields: [ItemProcessor, Iterator]',
        '/States/A',
      ),
    ],
  ],
  [
    { Type: 'Map', End: true, ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'A' } } } },
    ["MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /States/A/ItemProcessor/States/B/Next"],
  ],
  [
    {
      Type: 'Map',
      End: true,
      ItemProcessor: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } },
    },
    [
      schema("Field 'QueryLanguage' is not supported", '/States/A/ItemProcessor'),
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A',
    ],
  ],
  [
    {
      Type: 'Map',
      End: true,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED' },
        StartAt: 'B',
        States: { B: { Type: 'Succeed' } },
      },
      ItemReader: {
        Resource: 'arn:aws:states:::s3:putObject',
        ReaderConfig: { InputType: 'CSV', MaxItems: 0 },
      },
    },
    [
      schema('These fields are required: [ExecutionType]', '/States/A/ItemProcessor/ProcessorConfig'),
      schema(
        "The field 'Resource' does not match any of the allowed values",
        '/States/A/ItemReader/Resource',
      ),
      schema("The field 'CSVHeaderLocation' is required", '/States/A/ItemReader/ReaderConfig'),
      schema('Minimum value is 1', '/States/A/ItemReader/ReaderConfig/MaxItems'),
    ],
  ],
]

for (const [state, expected] of states)
  test(JSON.stringify(state).slice(0, 120), () => {
    deepEqual(diagnosticsOf(state), expected)
  })

test('names of states', () => {
  const { diagnostics } = parseDefinition({
    StartAt: 'a'.repeat(81),
    States: { ['a'.repeat(81)]: { Type: 'Succeed' } },
  })
  match(told(diagnostics).join(), /^INVALID_STATE_NAME: /)
})

test('a machine of JSONata has no states of JSONPath, but the other way round', () => {
  const machine = (outer: string, inner: string) =>
    told(
      parseDefinition({
        QueryLanguage: outer,
        StartAt: 'A',
        States: { A: { Type: 'Pass', QueryLanguage: inner, End: true } },
      }).diagnostics,
    )
  deepEqual(machine('JSONata', 'JSONPath'), [
    schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", '/States/A'),
  ])
  deepEqual(machine('JSONPath', 'JSONata'), [])
})

test('what express machines have not', () => {
  const express = (state: JsonObject) =>
    told(
      parseDefinition({ StartAt: 'A', States: { A: { End: true, ...state } } }, { kind: 'EXPRESS' })
        .diagnostics,
    )
  const sqs = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'
  deepEqual(express({ Type: 'Task', Resource: sqs }), [
    schema(
      "Express state machine does not support '.waitForTaskToken' service integration ",
      '/States/A/Resource',
    ),
  ])
  deepEqual(express({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync' }), [
    schema("Express state machine does not support '.sync' service integration", '/States/A/Resource'),
  ])
  deepEqual(express({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' }), [
    schema('Express state machine does not support Activity ARN', '/States/A/Resource'),
  ])
  const map = (ExecutionType: string, Resource: string): JsonObject => ({
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
      StartAt: 'B',
      States: { B: { Type: 'Task', Resource, End: true } },
    },
  })
  deepEqual(express(map('STANDARD', sqs)), [
    schema(
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
      '/States/A/ItemProcessor/ProcessorConfig/Mode',
    ),
  ])
  equal(diagnosticsOf({ End: true, ...map('EXPRESS', sqs) }).length, 1)
  equal(diagnosticsOf({ End: true, ...map('STANDARD', sqs) }).length, 0)
})

test('texts that look like paths are warned of', () => {
  const { program, diagnostics } = parseDefinition({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Parameters: { a: ['$.x', { b: '$.b' }] }, Result: { 'c.$': '$.c' }, End: true },
    },
  })
  ok(program)
  deepEqual(
    diagnostics.map(({ severity, code, location }) => [severity, code, location]),
    [
      ['WARNING', 'PASS_RESULT_IS_STATIC', '/States/A/Result'],
      ['WARNING', 'NO_DOLLAR', '/States/A/Parameters/a[1]/b'],
    ],
  )
})

test('a state alone', () => {
  const { state, diagnostics } = parseState('{"Type":"Pass","Next":"B","Result":1}', 'Ask')
  deepEqual([state?.name, state?.type, diagnostics], ['Ask', 'Pass', []])
  equal(parseState({ Type: 'Wait' }, 'Ask').state, undefined)
})

test('a program has everything of its definition', () => {
  const Branches: Json = [{ StartAt: 'B', States: { B: { Type: 'Succeed' } } }]
  const { program, diagnostics } = parseDefinition({
    Comment: 'c',
    Version: '1.0',
    TimeoutSeconds: 5,
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Comment: 'p',
        Branches,
        Next: 'T',
        Retry: [{ ErrorEquals: ['E'], MaxDelaySeconds: 9 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'T', ResultPath: null }],
      },
      T: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        End: true,
        HeartbeatSeconds: 2,
        TimeoutSeconds: 3,
      },
    },
  })
  deepEqual(diagnostics, [])
  deepEqual(
    [program?.comment, program?.version, program?.timeoutSeconds, program?.startAt],
    ['c', '1.0', 5, 'P'],
  )
  const [parallel, task] = [...(program?.states.values() ?? [])]
  ok(parallel?.type === 'Parallel' && task?.type === 'Task')
  deepEqual(parallel.transition, { next: 'T' })
  deepEqual(parallel.retry, [
    {
      errorEquals: ['E'],
      intervalSeconds: 1,
      maxAttempts: 3,
      backoffRate: 2,
      maxDelaySeconds: 9,
      jitter: 'NONE',
    },
  ])
  deepEqual(parallel.catch, [{ errorEquals: ['States.ALL'], next: 'T', resultPath: null }])
  equal(parallel.branches[0]?.startAt, 'B')
  equal(task.timeoutSeconds?.constant, 3)
  deepEqual(task.transition, { end: true })
})
