import type { Json, JsonObject } from '../../../base/json.ts'
import type { Failure } from './failure.ts'

/** What becomes of the data of one state, stage by stage, as TestState tells it. Source: API Reference, "InspectionData". */
export interface InspectedData {
  input?: Json
  /** JSONata. */
  afterArguments?: Json
  afterInputPath?: Json
  afterParameters?: Json
  result?: Json
  afterResultSelector?: Json
  afterResultPath?: Json
  variables?: Json
  afterItemsPath?: Json
  afterItemSelector?: Json
  afterItemBatcher?: Json
  afterItemsPointer?: Json
  toleratedFailureCount?: number
  toleratedFailurePercentage?: number
  maxConcurrency?: number
  errorDetails?: {
    catchIndex?: number
    retryIndex?: number
    retryBackoffIntervalSeconds?: number
  }
}

/** Gathers what a state tells of itself. A step without one pays nothing for it. */
export class Inspection {
  readonly data: InspectedData = {}
  /** What the state failed with, whether or not it was caught. */
  failure: Failure | undefined
  /** In the place of the whole context object. */
  readonly context: JsonObject | undefined

  constructor(context?: JsonObject) {
    this.context = context
  }

  note<Name extends keyof InspectedData>(name: Name, value: Exclude<InspectedData[Name], undefined>): void {
    this.data[name] = value
  }
}
