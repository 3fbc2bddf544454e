import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::DynamoDB::Table. */
export const dynamoDbTable: ResourceKind = {
  type: 'AWS::DynamoDB::Table',
  tags: true,
  name: ref,
  arn: attribute('Arn'),
}
