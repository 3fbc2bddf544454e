import type { JsonObject } from '../../../base/json.ts'
import type { QueryLanguage } from '../expressions/types.ts'
import type { Checks } from './checks.ts'

export const stateTypes = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const
export type StateType = (typeof stateTypes)[number]

const common = ['Type', 'Comment', 'QueryLanguage']
const flow = ['Next', 'End']
const paths = ['InputPath', 'OutputPath']
const handlers = ['Retry', 'Catch']

/** Which fields each type of state has. Source: what ValidateStateMachineDefinition accepted in 2026. */
const fieldsOf: Readonly<Record<StateType, ReadonlySet<string>>> = {
  Pass: new Set([...common, ...flow, ...paths, 'Result', 'ResultPath', 'Parameters', 'Output', 'Assign']),
  Task: new Set([
    ...common,
    ...flow,
    ...paths,
    ...handlers,
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Arguments',
    'Output',
    'Assign',
    'Resource',
    'Credentials',
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSeconds',
    'HeartbeatSecondsPath',
  ]),
  Wait: new Set([
    ...common,
    ...flow,
    ...paths,
    'Output',
    'Assign',
    'Seconds',
    'SecondsPath',
    'Timestamp',
    'TimestampPath',
  ]),
  Parallel: new Set([
    ...common,
    ...flow,
    ...paths,
    ...handlers,
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Arguments',
    'Output',
    'Assign',
    'Branches',
  ]),
  Map: new Set([
    ...common,
    ...flow,
    ...paths,
    ...handlers,
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Output',
    'Assign',
    'ItemProcessor',
    'Iterator',
    'ItemsPath',
    'Items',
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'ToleratedFailurePercentage',
    'ToleratedFailurePercentagePath',
    'ToleratedFailureCount',
    'ToleratedFailureCountPath',
    'Label',
  ]),
  Choice: new Set([...common, ...paths, 'Output', 'Assign', 'Choices', 'Default']),
  Succeed: new Set([...common, ...paths, 'Output']),
  Fail: new Set([...common, 'Error', 'ErrorPath', 'Cause', 'CausePath']),
}

const onlyOf: Readonly<Record<QueryLanguage, readonly string[]>> = {
  JSONPath: [
    'InputPath',
    'OutputPath',
    'ResultPath',
    'ResultSelector',
    'Parameters',
    'Result',
    'ItemsPath',
    'MaxConcurrencyPath',
    'ToleratedFailurePercentagePath',
    'ToleratedFailureCountPath',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'SecondsPath',
    'TimestampPath',
    'ErrorPath',
    'CausePath',
  ],
  JSONata: ['Arguments', 'Output', 'Items'],
}

/** Tells fields that the type of the state has not, and those of the other query language. */
export function checkFields(
  state: JsonObject,
  type: StateType,
  language: QueryLanguage,
  checks: Checks,
  location: string,
): void {
  checks.only(state, fieldsOf[type], location)
  refuseOtherLanguage(state, onlyOf[otherThan(language)], language, checks, location)
}

function otherThan(language: QueryLanguage): QueryLanguage {
  return language === 'JSONPath' ? 'JSONata' : 'JSONPath'
}

/**
 * Tells those of the fields that are there, for they are the other query language's.
 * Source: what ValidateStateMachineDefinition answered in 2026; it is told at the object, not at the field.
 */
export function refuseOtherLanguage(
  object: JsonObject,
  fields: readonly string[],
  language: QueryLanguage,
  checks: Checks,
  location: string,
): void {
  for (const name of fields)
    if (object[name] !== undefined)
      checks.error(
        `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${otherThan(language)}' QueryLanguage`,
        location,
      )
}
