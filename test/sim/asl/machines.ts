/**
 * State machines by chance: shapes that fast-check can make smaller, and the definitions that they stand for. All states hand on an object that has
 * `items`, so that Map states find some wherever they are; every transition leads onwards, so that every execution ends.
 */
import fc from 'fast-check'
import type { JsonObject } from '../../../src/base/json.ts'

export type Language = 'JSONPath' | 'JSONata'

export interface RetryShape {
  readonly errors: readonly string[]
  readonly maxAttempts: number
  readonly intervalSeconds: number
  readonly jitter: boolean
}

export interface HandlersShape {
  readonly retry: readonly RetryShape[]
  readonly catch: readonly { readonly errors: readonly string[]; readonly skip: number }[]
}

export type StateShape = { readonly language: Language; readonly assign: boolean } & (
  | { readonly type: 'Pass' | 'Succeed' | 'Fail' }
  | { readonly type: 'Wait'; readonly seconds: number }
  | { readonly type: 'Choice'; readonly skip: number; readonly holds: boolean }
  | ({
      readonly type: 'Task'
      readonly resource: string
      readonly timeoutSeconds?: number
      readonly heartbeatSeconds?: number
    } & HandlersShape)
  | ({ readonly type: 'Parallel'; readonly branches: readonly ProgramShape[] } & HandlersShape)
  | ({
      readonly type: 'Map'
      readonly maxConcurrency: number
      readonly program: ProgramShape
    } & HandlersShape)
  /** A Map state in DISTRIBUTED mode. What its children run is of no account here. */
  | ({ readonly type: 'Distributed'; readonly maxConcurrency: number } & HandlersShape)
)

export type ProgramShape = readonly StateShape[]

export const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:work'
const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:work'
export const resources = [
  functionArn,
  activityArn,
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  'arn:aws:states:::states:startExecution.sync',
] as const

/** What Map Runs of the world fail with. */
export const mapRunErrors = ['States.ExceedToleratedFailureThreshold', 'States.ItemReaderFailed'] as const

/** What tasks of the world fail with. */
export const taskErrors = ['Error.One', 'Error.Two', 'States.TaskFailed', 'States.Permissions'] as const

const errorLists = fc.oneof(
  fc.uniqueArray(
    fc.constantFrom(
      ...taskErrors,
      ...mapRunErrors,
      'States.Timeout',
      'States.HeartbeatTimeout',
      'Sim.Failed',
    ),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  fc.constant(['States.ALL']),
)

const handlers: fc.Arbitrary<HandlersShape> = fc.record({
  retry: fc.array(
    fc.record({
      errors: errorLists,
      maxAttempts: fc.integer({ min: 0, max: 3 }),
      intervalSeconds: fc.integer({ min: 1, max: 5 }),
      jitter: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  catch: fc.array(fc.record({ errors: errorLists, skip: fc.nat(2) }), { maxLength: 2 }),
})

const core = { language: fc.constantFrom<Language>('JSONPath', 'JSONata'), assign: fc.boolean() }

function stateOf(depth: number): fc.Arbitrary<StateShape> {
  const simple: fc.Arbitrary<StateShape>[] = [
    fc.record({
      ...core,
      type: fc.constantFrom('Pass' as const, 'Pass' as const, 'Succeed' as const, 'Fail' as const),
    }),
    fc.record({ ...core, type: fc.constant('Wait' as const), seconds: fc.nat(8) }),
    fc.record({
      ...core,
      type: fc.constant('Choice' as const),
      skip: fc.nat(2),
      holds: fc.boolean(),
    }),
  ]
  const task: fc.Arbitrary<StateShape> = fc
    .tuple(
      fc.record(
        {
          ...core,
          type: fc.constant('Task' as const),
          resource: fc.constantFrom(...resources),
          timeoutSeconds: fc.integer({ min: 5, max: 9 }),
          heartbeatSeconds: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: ['language', 'assign', 'type', 'resource'] },
      ),
      handlers,
    )
    .map(([state, more]) => ({ ...state, ...more }) as StateShape)
  const distributed: fc.Arbitrary<StateShape> = fc
    .tuple(
      fc.record({ ...core, type: fc.constant('Distributed' as const), maxConcurrency: fc.nat(3) }),
      handlers,
    )
    .map(([state, more]) => ({ ...state, ...more }))
  if (depth === 0) return fc.oneof(...simple, task, task, distributed)
  const parallel: fc.Arbitrary<StateShape> = fc
    .tuple(
      fc.record({
        ...core,
        type: fc.constant('Parallel' as const),
        branches: fc.array(programOf(depth - 1), { minLength: 1, maxLength: 3 }),
      }),
      handlers,
    )
    .map(([state, more]) => ({ ...state, ...more }))
  const map: fc.Arbitrary<StateShape> = fc
    .tuple(
      fc.record({
        ...core,
        type: fc.constant('Map' as const),
        maxConcurrency: fc.nat(3),
        program: programOf(depth - 1),
      }),
      handlers,
    )
    .map(([state, more]) => ({ ...state, ...more }))
  return fc.oneof(...simple, task, task, distributed, parallel, map)
}

/** Programs with Parallel and Map states nested so deep. */
export function programOf(depth: number): fc.Arbitrary<ProgramShape> {
  return fc.array(stateOf(depth), { minLength: 1, maxLength: 4 })
}

/** The definition that a shape stands for. */
export function definitionOf(shape: ProgramShape): JsonObject {
  let named = 0
  const programFrom = (states: ProgramShape): JsonObject => {
    const names = states.map(({ type }) => `${type}${++named}`)
    const entries = states.map((state, index): [string, JsonObject] => [
      names[index] ?? '',
      stateFrom(state, names, index, programFrom),
    ])
    return { StartAt: names[0] ?? '', States: Object.fromEntries(entries) }
  }
  return programFrom(shape)
}

function stateFrom(
  shape: StateShape,
  names: readonly string[],
  index: number,
  programFrom: (states: ProgramShape) => JsonObject,
): JsonObject {
  const { language } = shape
  const next = names[index + 1]
  const onwards: JsonObject = next === undefined ? { End: true } : { Next: next }
  const later = (skip: number) => names[Math.min(index + 1 + skip, names.length - 1)] ?? ''
  const said: JsonObject = language === 'JSONata' ? { QueryLanguage: 'JSONata' } : {}
  const assign: JsonObject = shape.assign ? { Assign: { [`v${names[index]}`]: index } } : {}
  const keep: JsonObject =
    language === 'JSONata'
      ? { Output: "{% $merge([$states.input, { 'r': $states.result }]) %}" }
      : { ResultPath: '$.r' }
  switch (shape.type) {
    case 'Pass':
      return language === 'JSONata'
        ? {
            Type: 'Pass',
            ...said,
            Output: "{% $merge([$states.input, { 'p': 1 }]) %}",
            ...assign,
            ...onwards,
          }
        : { Type: 'Pass', Result: { passed: true }, ResultPath: '$.p', ...assign, ...onwards }
    case 'Succeed':
      // Nothing can follow it.
      return next === undefined ? { Type: 'Succeed', ...said } : { Type: 'Pass', ...said, ...onwards }
    case 'Fail':
      return next === undefined
        ? { Type: 'Fail', ...said, Error: 'Sim.Failed', Cause: 'by chance' }
        : { Type: 'Pass', ...said, ...onwards }
    case 'Wait':
      return { Type: 'Wait', ...said, Seconds: shape.seconds, ...assign, ...onwards }
    case 'Choice': {
      if (next === undefined) return { Type: 'Pass', ...said, ...onwards }
      const rule: JsonObject =
        language === 'JSONata'
          ? { Condition: `{% ${shape.holds} %}` }
          : { Variable: '$.items', IsPresent: shape.holds }
      return {
        Type: 'Choice',
        ...said,
        Choices: [{ ...rule, Next: later(shape.skip) }],
        // Every state must be reachable.
        Default: next,
        ...assign,
      }
    }
    case 'Task': {
      const { timeoutSeconds, heartbeatSeconds } = shape
      const waits = shape.resource.endsWith('.waitForTaskToken')
      const ask: JsonObject = waits
        ? language === 'JSONata'
          ? { Arguments: { MessageBody: '{% $states.context.Task.Token %}' } }
          : { Parameters: { 'MessageBody.$': '$$.Task.Token' } }
        : {}
      return {
        Type: 'Task',
        ...said,
        Resource: shape.resource,
        ...ask,
        ...(timeoutSeconds !== undefined && { TimeoutSeconds: timeoutSeconds }),
        ...(heartbeatSeconds !== undefined && { HeartbeatSeconds: heartbeatSeconds }),
        ...keep,
        ...assign,
        ...handlersFrom(shape, language, next === undefined ? undefined : later),
        ...onwards,
      }
    }
    case 'Parallel':
      return {
        Type: 'Parallel',
        ...said,
        Branches: shape.branches.map(programFrom),
        ...keep,
        ...assign,
        ...handlersFrom(shape, language, next === undefined ? undefined : later),
        ...onwards,
      }
    case 'Distributed':
      return {
        Type: 'Map',
        ...said,
        MaxConcurrency: shape.maxConcurrency,
        ...(language === 'JSONata' ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: `Each${names[index]}`,
          States: { [`Each${names[index]}`]: { Type: 'Pass', End: true } },
        },
        ...keep,
        ...assign,
        ...handlersFrom(shape, language, next === undefined ? undefined : later),
        ...onwards,
      }
    case 'Map':
      return {
        Type: 'Map',
        ...said,
        MaxConcurrency: shape.maxConcurrency,
        ...(language === 'JSONata' ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
        ItemSelector:
          language === 'JSONata'
            ? { items: '{% $states.input.items %}', value: '{% $states.context.Map.Item.Value %}' }
            : { 'items.$': '$.items', 'value.$': '$$.Map.Item.Value' },
        ItemProcessor: programFrom(shape.program),
        ...keep,
        ...assign,
        ...handlersFrom(shape, language, next === undefined ? undefined : later),
        ...onwards,
      }
  }
}

function handlersFrom(
  { retry, catch: catchers }: HandlersShape,
  language: Language,
  later: ((skip: number) => string) | undefined,
): JsonObject {
  // States.ALL stands alone in the last place.
  const ordered = <T extends { readonly errors: readonly string[] }>(all: readonly T[]): T[] => {
    const some = all.filter(({ errors }) => errors[0] !== 'States.ALL')
    return [...some, ...all.filter(({ errors }) => errors[0] === 'States.ALL').slice(0, 1)]
  }
  const keep: JsonObject =
    language === 'JSONata'
      ? { Output: "{% $merge([$states.input, { 'e': $states.errorOutput }]) %}" }
      : { ResultPath: '$.e' }
  return {
    ...(retry.length > 0 && {
      Retry: ordered(retry).map(({ errors, maxAttempts, intervalSeconds, jitter }) => ({
        ErrorEquals: errors,
        MaxAttempts: maxAttempts,
        IntervalSeconds: intervalSeconds,
        ...(jitter && { JitterStrategy: 'FULL' }),
      })),
    }),
    ...(later &&
      catchers.length > 0 && {
        Catch: ordered(catchers).map(({ errors, skip }) => ({
          ErrorEquals: errors,
          ...keep,
          Next: later(skip),
        })),
      }),
  }
}
