import type { Json } from '../../../base/json.ts'
import type {
  Assign,
  Expression,
  Path,
  QueryLanguage,
  ReferencePath,
  Template,
} from '../expressions/types.ts'

/**
 * A definition, checked and compiled: what the machine runs. Programs are values that never change; one may run many executions at once.
 * Source: Amazon States Language, https://states-language.net/spec.html; Step Functions Developer Guide.
 */
export interface Program {
  readonly startAt: string
  readonly states: ReadonlyMap<string, State>
  readonly queryLanguage: QueryLanguage
  /** Unit: seconds. Only of the outermost machine. */
  readonly timeoutSeconds?: number
  readonly comment?: string
  readonly version?: string
}

/** Where an execution goes from here: a state's name, or nowhere, when it ends. */
export type Transition = { readonly next: string } | { readonly end: true }

/** What every state has. */
export interface StateCore {
  readonly name: string
  readonly queryLanguage: QueryLanguage
  readonly comment?: string
  /** JSONPath. `null` as written: `{}` takes the place of the input. Absent: `$`. */
  readonly inputPath?: Path | null
  /** JSONPath. `null`: `{}` takes the place of the output. Absent: `$`. */
  readonly outputPath?: Path | null
  /** JSONata. Absent: the result, or the input where there is none. */
  readonly output?: Template
  readonly assign?: Assign
}

/** Fields of states that have a result. */
export interface Result {
  /** JSONPath. Absent: the effective input. */
  readonly parameters?: Template
  /** JSONPath. Its `$` is the result. */
  readonly resultSelector?: Template
  /** JSONPath. `null`: the result is dropped. Absent: `$`. */
  readonly resultPath?: ReferencePath | null
  /** JSONata. Absent: the input. */
  readonly arguments?: Template
}

/** What a state does about errors. Source: Amazon States Language, "Errors". */
export interface Handlers {
  /** In the order of the definition; may be empty. */
  readonly retry: readonly Retrier[]
  readonly catch: readonly Catcher[]
}

/** One entry of Retry. */
export interface Retrier {
  readonly errorEquals: readonly string[]
  readonly intervalSeconds: number
  readonly maxAttempts: number
  readonly backoffRate: number
  readonly maxDelaySeconds?: number
  readonly jitter: 'FULL' | 'NONE'
}

/** One entry of Catch. */
export interface Catcher {
  readonly errorEquals: readonly string[]
  readonly next: string
  readonly comment?: string
  /** JSONPath. Absent: `$`. */
  readonly resultPath?: ReferencePath | null
  /** JSONata; sees `$states.errorOutput`. Absent: the error output. */
  readonly output?: Template
  readonly assign?: Assign
}

/** Gives its input on, or something made of it. */
export interface PassState extends StateCore, Omit<Result, 'arguments' | 'resultSelector'> {
  readonly type: 'Pass'
  readonly transition: Transition
  /** JSONPath. Takes the place of the effective input as the result. */
  readonly result?: Json
}

/** Has something done by a service, a function or an activity. */
export interface TaskState extends StateCore, Result, Handlers {
  readonly type: 'Task'
  readonly transition: Transition
  readonly resource: Resource
  /** Unit: seconds. Absent: 99,999,999. */
  readonly timeoutSeconds?: Expression<number>
  /** Unit: seconds. */
  readonly heartbeatSeconds?: Expression<number>
  /** `{ RoleArn }`, checked to be an object. */
  readonly credentials?: Template
}

/** Runs several machines at once; its result is the list of their outputs. */
export interface ParallelState extends StateCore, Result, Handlers {
  readonly type: 'Parallel'
  readonly transition: Transition
  readonly branches: readonly Program[]
}

/** Runs a machine for each of many items; its result is the list of their outputs, or what a Map Run says. */
export interface MapState extends StateCore, Omit<Result, 'parameters' | 'arguments'>, Handlers {
  readonly type: 'Map'
  readonly transition: Transition
  readonly itemProcessor: ItemProcessor
  /** ItemsPath or Items. An array, or an object where AWS takes one (checked). Absent: the effective input, which `itemsOf` checks. */
  readonly items?: Expression<Json>
  /** ItemSelector, or Parameters as it was called before. Reads `context.Map.Item`. */
  readonly itemSelector?: Template
  /** Absent: 0, no limit of its own. */
  readonly maxConcurrency?: Expression<number>
  readonly itemReader?: ItemReader
  readonly itemBatcher?: ItemBatcher
  readonly resultWriter?: ResultWriter
  /** Unit: per cent, 0 to 100. */
  readonly toleratedFailurePercentage?: Expression<number>
  readonly toleratedFailureCount?: Expression<number>
  readonly label?: string
}

/** The machine that a Map runs, and how. */
export interface ItemProcessor {
  readonly mode: 'INLINE' | 'DISTRIBUTED'
  /** Present with DISTRIBUTED. */
  readonly executionType?: 'STANDARD' | 'EXPRESS'
  readonly program: Program
  /** The ItemProcessor as written, with ProcessorConfig: what a child execution of a Map Run runs. */
  readonly definition: Json
}

/** Where the items of a distributed Map come from. */
export interface ItemReader {
  readonly resource: Resource
  /** Parameters or Arguments. */
  readonly arguments?: Template
  readonly inputType?: 'CSV' | 'JSON' | 'JSONL' | 'MANIFEST' | 'PARQUET'
  readonly transformation?: 'NONE' | 'LOAD_AND_FLATTEN'
  readonly manifestType?: 'S3_INVENTORY' | 'ATHENA_DATA'
  readonly csvHeaderLocation?: 'FIRST_ROW' | 'GIVEN'
  readonly csvHeaders?: readonly string[]
  readonly csvDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB'
  /** A JSON Pointer to the array or object inside a JSON file. */
  readonly itemsPointer?: string
  readonly maxItems?: Expression<number>
}

/** How items of a distributed Map are put together; one bound or both. */
export interface ItemBatcher {
  readonly batchInput?: Template
  readonly maxItemsPerBatch?: Expression<number>
  readonly maxInputBytesPerBatch?: Expression<number>
}

/** Where and how the results of a distributed Map are written. */
export interface ResultWriter {
  readonly resource?: Resource
  /** Parameters or Arguments: `Bucket`, `Prefix`. */
  readonly arguments?: Template
  readonly outputType: 'JSON' | 'JSONL'
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN'
}

/** Goes where the first rule that matches says. */
export interface ChoiceState extends StateCore {
  readonly type: 'Choice'
  readonly choices: readonly ChoiceRule[]
  /** Absent: without a match the state fails with `States.NoChoiceMatched`. Its `assign` and `output` are the state's own. */
  readonly default?: string
}

/** One entry of Choices. */
export interface ChoiceRule {
  readonly condition: Expression<boolean>
  readonly next: string
  readonly comment?: string
  /** JSONata. Absent: the state's output is as without Output. */
  readonly output?: Template
  readonly assign?: Assign
}

/** Waits for a time, or until one. */
export interface WaitState extends StateCore {
  readonly type: 'Wait'
  readonly transition: Transition
  /** One of the two. Unit: seconds, whole, from 0. */
  readonly seconds?: Expression<number>
  /** Unit: milliseconds since 1970. */
  readonly timestampMs?: Expression<number>
}

/** Ends the machine well. */
export interface SucceedState extends StateCore {
  readonly type: 'Succeed'
}

/** Ends the machine with an error. */
export interface FailState extends StateCore {
  readonly type: 'Fail'
  readonly error?: Expression<string>
  readonly cause?: Expression<string>
}

/** A state of any type. */
export type State =
  | PassState
  | TaskState
  | ParallelState
  | MapState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState

/** What a Task waits for: the answer, the end of the job, or a call with its token. */
export type TaskPattern = 'request' | 'sync' | 'sync:2' | 'waitForTaskToken'

/** The Resource of a Task, taken apart. */
export interface Resource {
  readonly kind: 'lambda' | 'activity' | 'service'
  /** As written. */
  readonly arn: string
  readonly pattern: TaskPattern
  /** `resourceType` of TaskScheduled: `lambda`, `dynamodb`, `aws-sdk:sfn`. Absent for function and activity ARNs. */
  readonly resourceType?: string
  /** `resource` of TaskScheduled: `invoke.waitForTaskToken`, `startExecution.sync:2`. Absent for function and activity ARNs. */
  readonly resource?: string
  /** `lambda`, `sfn`; without `aws-sdk:`. */
  readonly service?: string
  /** `invoke`, `startExecution`; without the pattern. */
  readonly action?: string
  /** Whether it is the universal form, `aws-sdk:`. */
  readonly sdk?: boolean
}
