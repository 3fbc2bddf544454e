import { describeViolations, type ValidationStyle, type Violation } from '../../dispatch/index.ts'
import { validation } from './errors.ts'

/** Orders in which AWS lists the values of enumerations, where they are not the model's. Source: recorded on AWS (dynalite, dynamodb-conformance). */
const orders: Readonly<Record<string, string>> = {
  AttributeType: 'B, N, S',
  Select: 'SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES',
  ReturnValues: 'ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW',
  ConditionalOperator: 'OR, AND',
  ComparisonOperator:
    'IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS',
  ProjectionType: 'ALL, INCLUDE, KEYS_ONLY',
}

/** How DynamoDB words what its model refuses. */
export const validationStyle: ValidationStyle = {
  refuse: (violations) => {
    // What is wrong with the table's name is told alone. Source: recorded on AWS (dynamodb-conformance, 2026-06).
    const table = violations.find(({ path }) => path === 'tableName')
    return validation(describeViolations(table === undefined ? violations.map(reworded) : [table]))
  },
}

function reworded(violation: Violation): Violation {
  const { kind, member, path, value } = violation
  const order = kind === 'enumeration' ? orders[member] : undefined
  if (order !== undefined) {
    return { ...violation, constraint: `Member must satisfy enum value set: [${order}]` }
  }
  // The requests of BatchWriteItem to one table: the map is what does not fit. Source: as above.
  const [, table] = /^requestItems\.(.+)\.member$/.exec(path) ?? []
  if (kind !== 'length' || table === undefined || !Array.isArray(value)) return violation
  return {
    ...violation,
    path: 'requestItems',
    value: { [table]: value },
    constraint:
      'Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]',
  }
}
