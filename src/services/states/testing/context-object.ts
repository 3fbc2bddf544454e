/**
 * The context object that TestState is given with a mock. Observed on AWS, 2025-12-03, published in https://github.com/localstack/localstack
 * (test_state_context_object). UNVERIFIED: the words for members that are no objects and no numbers.
 */
import { isObject, type JsonObject } from '../../../base/json.ts'
import type { State } from '../engine.ts'
import { validation } from '../errors.ts'

type Kind = 'string' | 'number' | 'any'

const members: ReadonlyMap<string, ReadonlyMap<string, Kind>> = new Map([
  [
    'Execution',
    new Map<string, Kind>([
      ['Id', 'string'],
      ['Input', 'any'],
      ['Name', 'string'],
      ['RoleArn', 'string'],
      ['StartTime', 'string'],
      ['RedriveCount', 'number'],
      ['RedriveTime', 'string'],
    ]),
  ],
  [
    'StateMachine',
    new Map<string, Kind>([
      ['Id', 'string'],
      ['Name', 'string'],
    ]),
  ],
  [
    'State',
    new Map<string, Kind>([
      ['EnteredTime', 'string'],
      ['Name', 'string'],
      ['RetryCount', 'number'],
    ]),
  ],
  ['Task', new Map<string, Kind>([['Token', 'string']])],
])

/** Fails with ValidationException. */
export function checkContext(context: JsonObject, state: State): void {
  for (const [name, value] of Object.entries(context)) {
    if (name === 'Map') throw invalid("'Map' field is not supported when mocking a Context object")
    const allowed = members.get(name)
    if (!allowed) throw invalid(`Field '${name}' is not allowed`)
    if (name === 'Task' && !waits(state))
      throw invalid(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      )
    if (!isObject(value)) throw invalid(`${name} must be an object`)
    for (const [inner, item] of Object.entries(value)) {
      const kind = allowed.get(inner)
      if (kind === undefined) throw invalid(`Field '${inner}' is not allowed`)
      if (kind !== 'any' && typeof item !== kind) throw invalid(`${name}.${inner} must be a ${kind}`)
    }
  }
}

function waits(state: State): boolean {
  return state.type === 'Task' && state.resource.pattern !== 'request'
}

const invalid = (words: string) => validation(`Invalid Context object provided: ${words}`)
