import { dynamoDbTable } from '../cloudformation/dynamodb.ts'
import { InvalidResource } from '../errors.ts'
import { expectPresent } from '../model/expect.ts'
import { isInteger, isMap, isText, mapOf, oneOf, optional, passThrough } from '../model/properties.ts'
import { Resource, tagList } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'

/** Types of attributes in DynamoDB's own letters. */
const letters: Dict = { String: 'S', Number: 'N', Binary: 'B' }

/** AWS::Serverless::SimpleTable: a table with a single key. Source: SAM, "AWS::Serverless::SimpleTable". */
export const serverlessSimpleTable: SamType = {
  type: 'AWS::Serverless::SimpleTable',
  rules: {
    PointInTimeRecoverySpecification: passThrough,
    PrimaryKey: optional(mapOf(isText)),
    ProvisionedThroughput: optional(mapOf(oneOf(isInteger, isMap))),
    TableName: optional(oneOf(isText, isMap)),
    Tags: optional(isMap),
    SSESpecification: optional(isMap),
  },
  translate(resource: SamResource): Translated {
    const { logicalId, dependsOn, attributes } = resource
    const key = primaryKey(logicalId, resource.get('PrimaryKey'))
    const properties: Dict = {
      AttributeDefinitions: [key],
      KeySchema: [{ AttributeName: key.AttributeName as Value, KeyType: 'HASH' }],
    }
    for (const name of [
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'SSESpecification',
      'TableName',
    ])
      if (isTruthy(resource.get(name))) properties[name] = resource.get(name)
    if (!isTruthy(resource.get('ProvisionedThroughput'))) properties.BillingMode = 'PAY_PER_REQUEST'
    if (isTruthy(resource.get('Tags'))) properties.Tags = tagList(resource.get('Tags'))
    return { resources: [new Resource(dynamoDbTable, logicalId, { dependsOn, attributes, properties })] }
  },
}

function primaryKey(logicalId: string, given: Value): Dict {
  if (!isDict(given) || !isTruthy(given)) return { AttributeName: 'id', AttributeType: 'S' }
  const name = expectPresent(given.Name, { id: logicalId }, 'PrimaryKey.Name')
  const type = expectPresent(given.Type, { id: logicalId }, 'PrimaryKey.Type')
  const letter = typeof type === 'string' ? get(letters, type) : undefined
  if (letter === undefined) throw new InvalidResource(logicalId, `Invalid 'Type' "${pythonText(type)}".`)
  return { AttributeName: name, AttributeType: letter }
}
