/**
 * DynamoDB's languages and values, pure: attribute values and their rules, exact numbers, keys as bytes in order,
 * expressions, the older parameters, PartiQL. Whatever it refuses is a DynamoDbError with AWS's message.
 */
export { DynamoDbError } from './errors.ts'
export { keyBytes, numberKeyBytes } from './keys/key-bytes.ts'
export * as dynamoDbLimits from './limits.ts'
export { addNumbers, compareNumbers, subtractNumbers } from './numbers/arithmetic.ts'
export { normalizeNumber } from './numbers/decimal.ts'
export { compareValues, equalValues } from './values/compare.ts'
export { itemSize, valueSize } from './values/size.ts'
export { type AttributeValue, emptyItem, type Item, type TypeName, typeOf } from './values/types.ts'
export { validateItem, validateValue, type WireValue } from './values/validate.ts'
