import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { iamArn } from '../../domain/arns.ts'
import { serviceLinkedRoleOf, serviceRolePath } from '../../domain/service-linked-roles.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { invalidInput } from '../../errors.ts'
import { maxSessionDurationDefault } from '../../limits.ts'
import { findManagedPolicy } from '../../managed-policies/find-managed-policy.ts'
import { addPolicyUse } from '../../policy-uses.ts'
import { type Role, roles } from '../../records.ts'
import { required } from '../../required.ts'
import { briefRoleView } from '../../views.ts'

/** Makes the role through which a service acts in the account, with AWS's policy for it attached. */
export function createServiceLinkedRole(
  input: Api.CreateServiceLinkedRoleRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.CreateServiceLinkedRoleResponse> {
  const service = required(input.AWSServiceName, 'AWSServiceName')
  const linked = serviceLinkedRoleOf(service)
  // AWS's words for services without such roles are not known; the second sentence tells what is Lambent's own limit.
  if (!linked) throw invalidInput(`${service} has no service-linked role that Lambent knows.`)
  const { CustomSuffix: suffix, Description: description } = input
  if (suffix !== undefined && !linked.suffixAllowed)
    throw invalidInput(`Custom suffix is not allowed for ${service}`)
  const name = suffix === undefined ? linked.roleName : `${linked.roleName}_${suffix}`
  const policyArn = iamArn(partition, 'aws', 'policy', serviceRolePath, linked.policyName)
  return changing(store, async (commit) => {
    if (await roles.get(store, [accountId, name.toLowerCase()])) {
      throw invalidInput(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      )
    }
    const policy = await findManagedPolicy(store, accountId, policyArn)
    const role: Role = {
      accountId,
      name,
      path: `${serviceRolePath}${service}/`,
      id: makeUniqueId('role', random),
      createdAt: now,
      tags: [],
      inlinePolicies: [],
      attachedPolicies: policy ? [policyArn] : [],
      trustPolicy: trustIn(service),
      maxSessionSeconds: maxSessionDurationDefault,
      instanceProfileCount: 0,
      ...(description === undefined ? {} : { description }),
    }
    if (policy) {
      const use = { use: 'attached', kind: 'role', entityId: role.id } as const
      await addPolicyUse(commit, store, accountId, policyArn, policy, use)
    }
    roles.put(commit, role, undefined)
    return { Role: briefRoleView(role, partition) }
  })
}

function trustIn(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
}
