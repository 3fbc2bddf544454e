import { DynamoDbError, invalidParameter } from '../errors.ts'
import {
  type ExpressionParameters,
  type Expressions,
  readExpressions,
} from '../expressions/read-expressions.ts'
import {
  type ConditionalOperator,
  type ExpectedAttribute,
  type LegacyCondition,
  legacyExpected,
  legacyFilter,
  legacyKeyConditions,
} from './conditions.ts'
import { type AttributeUpdate, legacyUpdate } from './updates.ts'

/** The members of a request that say what is to be done, as expressions or in the older way. */
export interface RequestParameters extends ExpressionParameters {
  readonly AttributesToGet?: readonly string[] | undefined
  readonly AttributeUpdates?: Readonly<Record<string, AttributeUpdate>> | undefined
  readonly Expected?: Readonly<Record<string, ExpectedAttribute>> | undefined
  readonly QueryFilter?: Readonly<Record<string, LegacyCondition>> | undefined
  readonly ScanFilter?: Readonly<Record<string, LegacyCondition>> | undefined
  readonly KeyConditions?: Readonly<Record<string, LegacyCondition>> | undefined
  readonly ConditionalOperator?: ConditionalOperator | undefined
}

/** The operations that take the older parameters. */
export type ParameterizedOperation = 'GetItem' | 'PutItem' | 'DeleteItem' | 'UpdateItem' | 'Query' | 'Scan'

type ExpressionName = Exclude<
  keyof ExpressionParameters,
  'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>
type LegacyName = Exclude<keyof RequestParameters, keyof ExpressionParameters>

/** Which members each operation has, in the order in which AWS lists them in its message (observed on AWS by ExtendDB's tests). */
const members: Readonly<
  Record<ParameterizedOperation, { expressions: readonly ExpressionName[]; legacy: readonly LegacyName[] }>
> = {
  GetItem: { expressions: ['ProjectionExpression'], legacy: ['AttributesToGet'] },
  PutItem: { expressions: ['ConditionExpression'], legacy: ['Expected', 'ConditionalOperator'] },
  DeleteItem: { expressions: ['ConditionExpression'], legacy: ['Expected', 'ConditionalOperator'] },
  UpdateItem: {
    expressions: ['UpdateExpression', 'ConditionExpression'],
    legacy: ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
  },
  Query: {
    expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    legacy: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  },
  Scan: {
    expressions: ['ProjectionExpression', 'FilterExpression'],
    legacy: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  },
}

/**
 * Holds a request's parameters against each other: expressions and older parameters do not go together, and names and
 * values need an expression. AWS does this before it looks at items and keys. Fails with a DynamoDbError.
 * BatchGetItem's and transactions' parts are as those of the operation of their kind.
 */
export function checkParameters(operation: ParameterizedOperation, parameters: RequestParameters): void {
  const { expressions, legacy } = members[operation]
  const present = expressions.filter((name) => parameters[name] !== undefined)
  if (present.length > 0) {
    const older = legacy.filter((name) => parameters[name] !== undefined && !isExempt(name, parameters))
    if (older.length > 0) {
      throw new DynamoDbError(
        'Can not use both expression and non-expression parameters in the same request: ' +
          `Non-expression parameters: {${older.join(', ')}} Expression parameters: {${present.join(', ')}}`,
      )
    }
  }
  if (parameters.ExpressionAttributeNames && present.length === 0) {
    throw new DynamoDbError('ExpressionAttributeNames can only be specified when using expressions')
  }
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression')
  if (
    parameters.ExpressionAttributeValues &&
    withValues.length > 0 &&
    withValues.every((name) => parameters[name] === undefined)
  ) {
    throw new DynamoDbError(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(' and ')} ${
        withValues.length > 1 ? 'are' : 'is'
      } null`,
    )
  }
  checkConditionalOperator(parameters)
}

/** KeyConditions go with filters and projections that are expressions. */
function isExempt(name: LegacyName, parameters: RequestParameters): boolean {
  return name === 'KeyConditions' && parameters.KeyConditionExpression === undefined
}

function checkConditionalOperator(parameters: RequestParameters): void {
  if (parameters.ConditionalOperator === undefined) return
  const { Expected, QueryFilter, ScanFilter } = parameters
  const count = Object.keys(Expected ?? QueryFilter ?? ScanFilter ?? {}).length
  if (count === 0) throw new DynamoDbError('ConditionalOperator cannot be used without Filter or Expected')
  if (count === 1) {
    throw new DynamoDbError(
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    )
  }
}

/**
 * Reads the parameters of a request, expressions or older ones, to the same forms. To be called after
 * {@link checkParameters}. Fails with a DynamoDbError.
 */
export function readParameters(parameters: RequestParameters): Expressions {
  const { AttributeUpdates, Expected, ConditionalOperator, AttributesToGet, KeyConditions } = parameters
  const legacyFilters = parameters.QueryFilter ?? parameters.ScanFilter
  const update = AttributeUpdates && legacyUpdate(AttributeUpdates)
  const condition = Expected && legacyExpected(Expected, ConditionalOperator)
  const filter = legacyFilters && legacyFilter(legacyFilters, ConditionalOperator)
  const projection = AttributesToGet && { paths: attributesToGet(AttributesToGet) }
  const expressions = readExpressions(parameters)
  return {
    update: expressions.update ?? update,
    condition: expressions.condition ?? condition,
    filter: expressions.filter ?? filter,
    projection: expressions.projection ?? projection,
    keyConditions: expressions.keyConditions ?? (KeyConditions && legacyKeyConditions(KeyConditions)),
  }
}

function attributesToGet(names: readonly string[]): Array<readonly [string]> {
  const duplicate = names.find((name, index) => names.indexOf(name) < index)
  if (duplicate !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${duplicate}`)
  return names.map((name): readonly [string] => [name])
}
