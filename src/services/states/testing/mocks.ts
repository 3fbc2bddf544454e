/**
 * Mocks of TestState: which states take one, and what it may hold. Words as observed on AWS, 2025-11-26 to 2026-02-25, published in
 * https://github.com/localstack/localstack (test_state_mock_validation), where not marked.
 */
import type * as Api from '@aws-sdk/client-sfn'
import { isObject, type Json } from '../../../base/json.ts'
import type { MapState, State, StateTest } from '../engine.ts'
import { invalidDefinition, validation } from '../errors.ts'
import { checkMockedResult } from './mocked-result.ts'

/** Fails with InvalidDefinition and ValidationException. */
export async function mockOf(
  { mock, revealSecrets, roleArn }: Api.TestStateInput,
  state: State,
): Promise<StateTest['mock']> {
  if (!mock) {
    checkUnmocked(state, roleArn)
    return undefined
  }
  if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel')
    throw validation(`State type '${state.type}' is not supported when a mock is specified`)
  if (revealSecrets) throw validation('TestState does not support RevealSecrets when a mock is specified.')
  const { result, errorOutput, fieldValidationMode = 'STRICT' } = mock
  if (result !== undefined && errorOutput !== undefined)
    throw validation('A test mock should have only one of the following fields: [result, errorOutput].')
  if (errorOutput !== undefined) {
    const { error, cause } = errorOutput
    // UNVERIFIED: the words, here and where there is neither.
    if (error === undefined) throw validation('A mocked errorOutput must have an error.')
    return { error, ...(cause === undefined ? {} : { cause }) }
  }
  if (result === undefined)
    throw validation('A test mock should have one of the following fields: [result, errorOutput].')
  const read = readMock(result)
  if (state.type === 'Map') checkMapResult(state, read)
  else if (state.type === 'Parallel') checkParallelResult(state.branches.length, read)
  else await checkMockedResult(state.resource, read, fieldValidationMode)
  return { result: read }
}

function checkUnmocked(state: State, roleArn: string | undefined): void {
  if (state.type === 'Map' || state.type === 'Parallel')
    throw invalidDefinition(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  if (state.type !== 'Task') return
  const { kind, pattern } = state.resource
  // UNVERIFIED: the words.
  if (kind === 'activity' || pattern !== 'request')
    throw validation(
      'TestState only supports Activity tasks, and .sync or .waitForTaskToken service integration patterns, when a mock is specified.',
    )
  if (roleArn === undefined) throw validation('RoleArn must be specified when testing a Task state')
}

function readMock(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw validation('Mocked result must be valid JSON')
  }
}

/** The result of a whole Map state. What a result writer leaves is an object. */
function checkMapResult({ resultWriter }: MapState, result: Json): void {
  if (resultWriter) {
    if (!isObject(result)) throw validation('Mocked result must be a JSON object.')
  } else if (!Array.isArray(result)) throw validation('Mocked result must be an array.')
}

function checkParallelResult(branchCount: number, result: Json): void {
  if (!Array.isArray(result)) throw validation('Mocked result must be an array.')
  if (result.length !== branchCount)
    throw validation('Mocked result must contain the same number of items as number of Parallel branches.')
}
