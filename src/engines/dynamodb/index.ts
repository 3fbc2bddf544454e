/**
 * DynamoDB's languages and values, pure: attribute values and their rules, exact numbers, keys as bytes in order,
 * expressions, the older parameters, PartiQL. Whatever it refuses is a DynamoDbError with AWS's message.
 */
export { DynamoDbError } from './errors.ts'
export { applyUpdate } from './expressions/apply-update.ts'
export { parseCondition } from './expressions/bind-condition.ts'
export { parseUpdate } from './expressions/bind-update.ts'
export { type Bindings, bindExpressions } from './expressions/bindings.ts'
export { type Condition, conditionPaths } from './expressions/condition.ts'
export { evaluateCondition } from './expressions/evaluate-condition.ts'
export {
  type KeyCondition,
  type KeyConditions,
  type KeyOperator,
  parseKeyCondition,
} from './expressions/key-condition.ts'
export {
  type KeyAttribute,
  type KeyPlan,
  type KeyRange,
  type KeySchema,
  keyRange,
  planKeyConditions,
} from './expressions/key-plan.ts'
export { type Path, valueAt } from './expressions/paths.ts'
export { type Projection, parseProjection, project } from './expressions/project.ts'
export {
  type ExpressionParameters,
  type Expressions,
  readExpressions,
} from './expressions/read-expressions.ts'
export type { Update } from './expressions/update.ts'
export { keyBytes, numberKeyBytes } from './keys/key-bytes.ts'
export {
  checkParameters,
  type ParameterizedOperation,
  type RequestParameters,
  readParameters,
} from './legacy/parameters.ts'
export * as dynamoDbLimits from './limits.ts'
export { addNumbers, compareNumbers, subtractNumbers } from './numbers/arithmetic.ts'
export { normalizeNumber } from './numbers/decimal.ts'
export { projectColumns } from './partiql/columns.ts'
export { type NamedItem, namedItem, planSelect, type SelectPlan } from './partiql/keys.ts'
export { parseStatement } from './partiql/parse.ts'
export type {
  Column,
  DeleteStatement,
  ExistsStatement,
  InsertStatement,
  Returning,
  SelectStatement,
  Statement,
  UpdateStatement,
} from './partiql/statement.ts'
export { compareValues, equalValues } from './values/compare.ts'
export { itemSize, valueSize } from './values/size.ts'
export { type AttributeValue, emptyItem, type Item, type TypeName, typeOf } from './values/types.ts'
export { validateItem, validateValue, type WireValue } from './values/validate.ts'
