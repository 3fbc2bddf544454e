import type { CreateTableInput, DynamoDB } from '@aws-sdk/client-dynamodb'

/** Makes an on-demand table with a partition key `id` and, if wanted, a sort key `pos` of a type. Answers its name. */
export async function makeTable(
  client: DynamoDB,
  name: string,
  more: Partial<CreateTableInput> & { readonly sort?: 'S' | 'N' | 'B' } = {},
): Promise<string> {
  const { sort, AttributeDefinitions = [], ...rest } = more
  await client.createTable({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      ...(sort === undefined ? [] : [{ AttributeName: 'pos', KeyType: 'RANGE' as const }]),
    ],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      ...(sort === undefined ? [] : [{ AttributeName: 'pos', AttributeType: sort }]),
      ...AttributeDefinitions,
    ],
    ...rest,
  })
  return name
}
