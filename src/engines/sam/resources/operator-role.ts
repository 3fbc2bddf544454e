import { iamRole } from '../cloudformation/iam.ts'
import { Resource, tagList } from '../model/resource.ts'
import { managedPolicyArn } from '../partitions.ts'
import { serviceTrust } from '../policies/documents.ts'
import { type Dict, isDict, type Value } from '../python/values.ts'

/** The role by which Lambda works for a resource that names none. */
export function operatorRole(
  logicalId: string,
  attributes: Dict,
  partition: string,
  policy: string,
): Resource {
  return new Resource(iamRole, `${logicalId}OperatorRole`, {
    attributes,
    properties: {
      AssumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com'),
      ManagedPolicyArns: [managedPolicyArn(partition, policy)],
      Tags: createdTags(null),
    },
  })
}

/** A resource's tags, and behind them the one that says who made it. */
export function createdTags(tags: Value): Dict[] {
  return tagList({ ...(isDict(tags) ? tags : {}), 'lambda:createdBy': 'SAM' })
}
