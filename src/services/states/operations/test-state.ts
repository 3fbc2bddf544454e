import type * as Api from '@aws-sdk/client-sfn'
import { delay } from '../../../base/clock.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { requireRole } from '../definitions.ts'
import { expressArn, machineArn } from '../domain/arns.ts'
import { outcomeOf, taskOf } from '../driver/tasks.ts'
import {
  type ExecutionFacts,
  invalidDefinitionMessage,
  jsonFault,
  type PerformedTask,
  type Program,
  parseDefinition,
  parseState,
  type StartTaskCommand,
  type State,
  type StateTest,
  stateNamed,
  TestRefused,
  testState as test,
} from '../engine.ts'
import { invalidDefinition, invalidExecutionInput, validation } from '../errors.ts'
import type { HttpExchange } from '../integrations/types.ts'
import { inspectionView } from '../observing/inspection-view.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { checkContext } from '../testing/context-object.ts'
import { traceView } from '../testing/http-trace.ts'
import { mockOf } from '../testing/mocks.ts'
import { readerItems } from '../testing/reader-data.ts'

const name = 'TestState'

/** How long a test may run. Unit: milliseconds. Source: API Reference, TestState: five minutes. */
const testMs = 300_000

/**
 * Runs one state: of a machine's definition by its name, or one that is given alone. Source: API Reference, TestState; Developer Guide,
 * "Testing state machines with TestState API". UNVERIFIED: the words of its refusals where they are not AWS's as recorded.
 */
export function testState(room: StatesRoom): Operation<Api.TestStateInput, Api.TestStateOutput> {
  return async (input, context) => {
    const { program, stateName, state } = stateOf(input)
    const mock = await mockOf(input, state)
    const given = input.context === undefined ? undefined : readObject(input.context, 'context')
    if (given) {
      if (!mock) throw validation('A Context object can only be specified when a mock is specified.')
      checkContext(given, state)
    }
    const { retrierRetryCount, errorCausedByState, mapIterationFailureCount, mapItemReaderData } =
      input.stateConfiguration ?? {}
    const items =
      mapItemReaderData === undefined || state.type !== 'Map'
        ? undefined
        : await readerItems(state, mapItemReaderData)
    const facts = factsOf(input, context)
    const tested: StateTest = {
      program,
      stateName,
      input: readJson(input.input ?? '{}', 'input'),
      facts,
      nowMs: context.clock.now(),
      seed: randomHex(context.random, 16),
      ...(input.variables === undefined ? {} : { variables: readObject(input.variables, 'variables') }),
      ...(given && { context: given }),
      ...(mock === undefined ? {} : { mock }),
      ...(retrierRetryCount === undefined ? {} : { retrierRetryCount }),
      ...(errorCausedByState === undefined ? {} : { errorCausedByState }),
      ...(mapIterationFailureCount === undefined ? {} : { mapIterationFailureCount }),
      ...(items && { readItems: items }),
    }
    let exchange: HttpExchange | undefined
    const told = await test(tested, { type: 'EXPRESS', region: context.region }, (command) =>
      perform(room, context, facts, command, (last) => {
        exchange = last
      }),
    ).catch((error: unknown) => {
      throw error instanceof TestRefused ? validation(error.message) : error
    })
    const { status, output, error, cause, nextState, inspection } = told
    const level = input.inspectionLevel ?? 'INFO'
    const trace =
      level === 'TRACE' && exchange && traceView(exchange, input.revealSecrets === true, context.region)
    return {
      status,
      ...(output === undefined ? {} : { output: JSON.stringify(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...(nextState === undefined ? {} : { nextState }),
      ...(level === 'INFO' ? {} : { inspectionData: { ...inspectionView(inspection), ...trace } }),
    }
  }
}

interface Tested {
  readonly program: Program
  readonly stateName: string
  readonly state: State
}

/** A state alone, or one of a machine, at any depth. Fails with InvalidDefinition and ValidationException. */
function stateOf(input: Api.TestStateInput): Tested {
  const definition = required(input.definition, 'definition')
  const stateName = input.stateName ?? name
  if (isMachine(definition)) {
    if (input.stateName === undefined)
      throw validation('A state name is required to test a state of a state machine.')
    const { program, diagnostics } = parseDefinition(definition, { kind: 'STANDARD' })
    if (!program) throw invalidDefinition(invalidDefinitionMessage(diagnostics))
    const state = stateNamed(program, stateName)?.state
    if (!state) throw validation(`State not found: ${stateName}`)
    return { program, stateName, state }
  }
  const { state, diagnostics } = parseState(definition, stateName, { kind: 'STANDARD' })
  if (!state) throw invalidDefinition(invalidDefinitionMessage(diagnostics))
  const states = new Map([[stateName, state]])
  return { program: { startAt: stateName, states, queryLanguage: state.queryLanguage }, stateName, state }
}

function isMachine(definition: string): boolean {
  try {
    const read = JSON.parse(definition) as Json
    return typeof read === 'object' && read !== null && 'States' in read && 'StartAt' in read
  } catch {
    return false
  }
}

function factsOf(input: Api.TestStateInput, context: OperationContext): ExecutionFacts {
  const roleArn = input.roleArn === undefined ? undefined : requireRole(input.roleArn)
  const uuid = randomUuid(context.random)
  return {
    executionArn: expressArn(context, name, uuid, uuid),
    name: uuid,
    roleArn: roleArn ?? '',
    stateMachineArn: machineArn(context, name),
    stateMachineName: name,
  }
}

/** Does a Task that is not mocked, as an Express execution would, until its time limit or the test's. */
async function perform(
  room: StatesRoom,
  context: OperationContext,
  facts: ExecutionFacts,
  command: StartTaskCommand,
  onExchange: (exchange: HttpExchange) => void,
): Promise<PerformedTask> {
  const { accountId, region, clock } = context
  const address = { accountId, region, machineName: name, name: facts.name, id: '' }
  const limit = new AbortController()
  const signal = AbortSignal.any([context.signal, limit.signal])
  const task = { ...taskOf({ address, command, facts }, signal, clock.now(), false), onExchange }
  const limitMs = Math.min(testMs, (command.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1_000)
  const over = new AbortController()
  const timedOut = delay(clock, limitMs, over.signal).then(
    () => 'timed out' as const,
    () => new Promise<never>(() => {}),
  )
  const outcome = await Promise.race([outcomeOf(room.running.driver.taskRoom, task), timedOut])
  if (outcome === 'timed out') {
    limit.abort(new Error('The test has run out of time'))
    return { error: 'States.Timeout' }
  }
  over.abort()
  if (outcome.type !== 'failed') return { output: outcome.output }
  const { error, cause } = outcome
  return { error, ...(cause === undefined ? {} : { cause }) }
}

function readObject(text: string, member: string): JsonObject {
  const read = readJson(text, member)
  if (!isObject(read)) throw validation(`The value of ${member} must be an object of JSON.`)
  return read
}

function readJson(text: string, member: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    const words = jsonFault(text) ?? ''
    if (member === 'input') throw invalidExecutionInput(words)
    throw validation(`The value of ${member} is not JSON: ${words}`)
  }
}
