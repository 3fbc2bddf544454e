import { parseCondition } from './bind-condition.ts'
import { parseUpdate } from './bind-update.ts'
import { type BindingParameters, bindExpressions } from './bindings.ts'
import type { Condition } from './condition.ts'
import { type KeyConditions, keyConditionsOf } from './key-condition.ts'
import { type Projection, parseProjection } from './project.ts'
import type { Update } from './update.ts'

/** The members of a request that are expressions, with their names and values. */
export interface ExpressionParameters extends BindingParameters {
  readonly UpdateExpression?: string | undefined
  readonly ConditionExpression?: string | undefined
  readonly KeyConditionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
}

/** The expressions of a request, read; undefined: it has none of that kind. */
export interface Expressions {
  readonly update: Update | undefined
  readonly condition: Condition | undefined
  readonly keyConditions: KeyConditions | undefined
  readonly filter: Condition | undefined
  readonly projection: Projection | undefined
}

const memberNames = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const satisfies ReadonlyArray<keyof ExpressionParameters>

const noExpressions: Expressions = {
  update: undefined,
  condition: undefined,
  keyConditions: undefined,
  filter: undefined,
  projection: undefined,
}

/**
 * Reads all expressions of a request, in AWS's order, so that of several errors the same one is answered as there.
 * Names and values that none uses are refused. Fails with a DynamoDbError.
 */
export function readExpressions(parameters: ExpressionParameters): Expressions {
  if (memberNames.every((name) => parameters[name] === undefined)) return noExpressions
  const bindings = bindExpressions(parameters)
  const { UpdateExpression, ConditionExpression, KeyConditionExpression } = parameters
  const { FilterExpression, ProjectionExpression } = parameters
  const update = UpdateExpression === undefined ? undefined : parseUpdate(UpdateExpression, bindings)
  const condition =
    ConditionExpression === undefined
      ? undefined
      : parseCondition(ConditionExpression, bindings, 'ConditionExpression')
  const keyCondition =
    KeyConditionExpression === undefined
      ? undefined
      : parseCondition(KeyConditionExpression, bindings, 'KeyConditionExpression')
  const filter =
    FilterExpression === undefined
      ? undefined
      : parseCondition(FilterExpression, bindings, 'FilterExpression')
  const projection =
    ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, bindings)
  bindings.checkUsed()
  return {
    update,
    condition,
    filter,
    projection,
    keyConditions: keyCondition && keyConditionsOf(keyCondition),
  }
}
