import type * as Api from '@aws-sdk/client-sfn'
import type { Json, JsonObject } from '../../../base/json.ts'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { requireRole } from '../definitions.ts'
import { expressArn, machineArn } from '../domain/arns.ts'
import { outcomeOf, taskOf } from '../driver/tasks.ts'
import {
  type ExecutionFacts,
  invalidDefinitionMessage,
  type PerformedTask,
  type Program,
  parseDefinition,
  parseState,
  type StartTaskCommand,
  type StateTest,
  testState as test,
} from '../engine.ts'
import { invalidDefinition, invalidExecutionInput, validation } from '../errors.ts'
import { inspectionView } from '../observing/inspection-view.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'

const name = 'TestState'

/**
 * Runs one state: of a machine's definition by its name, or one that is given alone. Source: API Reference, TestState; Developer Guide,
 * "Using TestState API to test a state". UNVERIFIED: the words of its refusals.
 */
export function testState(room: StatesRoom): Operation<Api.TestStateInput, Api.TestStateOutput> {
  return async (input, context) => {
    const { program, stateName } = stateOf(input)
    const mock = mockOf(input)
    const state = program.states.get(stateName)
    if (!state) throw validation(`State not found: ${stateName}`)
    if (!mock && (state.type === 'Map' || state.type === 'Parallel'))
      throw validation(`A mock is required to test a state of type ${state.type}.`)
    if (!mock && state.type === 'Task' && input.roleArn === undefined)
      throw validation('A role ARN is required to test a Task state without a mock.')
    const { retrierRetryCount, mapIterationFailureCount, mapItemReaderData } = input.stateConfiguration ?? {}
    const facts = factsOf(input, context)
    const tested: StateTest = {
      program,
      stateName,
      input: readJson(input.input ?? '{}', 'input'),
      facts,
      nowMs: context.clock.now(),
      seed: randomHex(context.random, 16),
      ...(input.variables === undefined ? {} : { variables: readObject(input.variables, 'variables') }),
      ...(mock === undefined ? {} : { mock }),
      ...(retrierRetryCount === undefined ? {} : { retrierRetryCount }),
      ...(mapIterationFailureCount === undefined ? {} : { mapIterationFailureCount }),
      ...(mapItemReaderData === undefined
        ? {}
        : { mapItemReaderData: readJson(mapItemReaderData, 'mapItemReaderData') }),
    }
    const told = await test(tested, { type: 'EXPRESS', region: context.region }, (command) =>
      perform(room, context, facts, command),
    )
    const { status, output, error, cause, nextState, inspection } = told
    const level = input.inspectionLevel ?? 'INFO'
    return {
      status,
      ...(output === undefined ? {} : { output: JSON.stringify(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...(nextState === undefined ? {} : { nextState }),
      ...(level === 'INFO' ? {} : { inspectionData: inspectionView(inspection) }),
    }
  }
}

/** A state alone, or one of a machine. Fails with InvalidDefinition and ValidationException. */
function stateOf(input: Api.TestStateInput): { readonly program: Program; readonly stateName: string } {
  const definition = required(input.definition, 'definition')
  if (isMachine(definition)) {
    if (input.stateName === undefined)
      throw validation('A state name is required to test a state of a state machine.')
    const { program, diagnostics } = parseDefinition(definition, { kind: 'STANDARD' })
    if (!program) throw invalidDefinition(invalidDefinitionMessage(diagnostics))
    return { program, stateName: input.stateName }
  }
  const stateName = input.stateName ?? name
  const { state, diagnostics } = parseState(definition, stateName, { kind: 'STANDARD' })
  if (!state) throw invalidDefinition(invalidDefinitionMessage(diagnostics))
  const states = new Map([[stateName, state]])
  return { program: { startAt: stateName, states, queryLanguage: state.queryLanguage }, stateName }
}

function isMachine(definition: string): boolean {
  try {
    const read = JSON.parse(definition) as Json
    return typeof read === 'object' && read !== null && 'States' in read && 'StartAt' in read
  } catch {
    return false
  }
}

function mockOf({ mock }: Api.TestStateInput): StateTest['mock'] {
  if (!mock) return undefined
  const { result, errorOutput } = mock
  if ((result === undefined) === (errorOutput === undefined))
    throw validation('Exactly one of result and errorOutput must be specified in a mock.')
  if (result !== undefined) return { result: readJson(result, 'mock.result') }
  const { error, cause } = errorOutput ?? {}
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) }
}

function factsOf(input: Api.TestStateInput, context: OperationContext): ExecutionFacts {
  const given = input.context === undefined ? undefined : readObject(input.context, 'context')
  const roleArn = input.roleArn === undefined ? undefined : requireRole(input.roleArn)
  const uuid = randomUuid(context.random)
  return {
    executionArn: expressArn(context, name, uuid, uuid),
    name: uuid,
    roleArn: roleArn ?? '',
    stateMachineArn: machineArn(context, name),
    stateMachineName: name,
    ...(given === undefined ? {} : { context: given }),
  }
}

/** Does a Task that is not mocked, as an Express execution would. */
async function perform(
  room: StatesRoom,
  context: OperationContext,
  facts: ExecutionFacts,
  command: StartTaskCommand,
): Promise<PerformedTask> {
  const { accountId, region, signal, clock } = context
  const address = { accountId, region, machineName: name, name: facts.name, id: '' }
  const task = taskOf({ address, command, facts }, signal, clock.now(), false)
  const outcome = await outcomeOf(room.running.driver.taskRoom, task)
  if (outcome.type !== 'failed') return { output: outcome.output }
  const { error, cause } = outcome
  return { error, ...(cause === undefined ? {} : { cause }) }
}

function readObject(text: string, member: string): JsonObject {
  const read = readJson(text, member)
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw validation(`The value of ${member} must be an object of JSON.`)
  return read as JsonObject
}

function readJson(text: string, member: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    const words = error instanceof Error ? error.message : 'It is not JSON.'
    if (member === 'input') throw invalidExecutionInput(words)
    throw validation(`The value of ${member} is not JSON: ${words}`)
  }
}
