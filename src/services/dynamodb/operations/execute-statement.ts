import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { parseStatement } from '../../../engines/dynamodb/index.ts'
import { validation } from '../errors.ts'
import { capacityAnswer, writeCapacityAnswer } from '../items/answers.ts'
import { select } from '../items/selecting.ts'
import { actionOf, prepareStatement, returnedBy } from '../items/statements.ts'
import { writeItems } from '../items/writing.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Does what a statement of PartiQL says. */
export async function executeStatement(
  input: Api.ExecuteStatementInput,
  context: OperationContext,
): Promise<Api.ExecuteStatementOutput> {
  const statement = parseStatement(input.Statement ?? '', input.Parameters)
  if (statement.type === 'EXISTS') throw existsOutside()
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, statement.table, actionOf(statement))
    if (statement.type === 'SELECT') {
      const { items, token, lastKey, spent } = await select(context, table, { statement, input })
      return {
        Items: [...items],
        ...(token === undefined ? {} : { NextToken: token }),
        ...(lastKey === undefined ? {} : { LastEvaluatedKey: lastKey }),
        ...capacityAnswer(input.ReturnConsumedCapacity, spent),
      }
    }
    const write = prepareStatement(table, statement, input.ReturnValuesOnConditionCheckFailure)
    const [written] = await writeItems(context, [write])
    if (written === undefined) return { Items: [] }
    const shown = returnedBy(statement, written)
    return {
      Items: shown === undefined ? [] : [shown],
      ...writeCapacityAnswer(input.ReturnConsumedCapacity, table, written),
    }
  })
}

/** UNVERIFIED: the words. */
export function existsOutside() {
  return validation('EXISTS can only be used in ExecuteTransaction')
}
