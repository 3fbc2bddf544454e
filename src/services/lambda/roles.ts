import type { GetRoleResponse } from '@aws-sdk/client-iam'
import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { type AccountId, parseAccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { evaluatePolicy, readDocument } from '../../engines/policy/index.ts'
import { invalidParameter } from './errors.ts'

const principal = 'lambda.amazonaws.com'

/**
 * Fails with InvalidParameterValueException unless Lambda may assume the role. Where identities are verified the role must
 * exist; locally one that is not there is taken for granted, and one that is there must trust Lambda all the same.
 */
export async function requireAssumableRole(context: OperationContext, roleArn: string): Promise<void> {
  const refused = () => invalidParameter('The role defined for the function cannot be assumed by Lambda.')
  const arn = parseArn(roleArn)
  const accountId = arn && parseAccountId(arn.accountId)
  const name = arn?.resource.slice(arn.resource.lastIndexOf('/') + 1)
  if (!arn || !accountId || !name) throw refused()
  // UNVERIFIED: AWS's words beside the code.
  if (accountId !== context.accountId && context.settings.identity === 'enforce')
    throw invalidParameter('Cross-account pass role is not allowed.')
  const role = (await findRole(context, accountId, name))?.Role
  if (!role || role.Arn !== roleArn) {
    if (context.settings.identity === 'enforce') throw refused()
    return
  }
  const read = readDocument(decodeURIComponent(role.AssumeRolePolicyDocument ?? ''))
  const requester = {
    accountId: context.accountId,
    partition: context.partition,
    names: [],
    service: principal,
  }
  const facts = new Map([
    ['aws:sourceaccount', [context.accountId]],
    ['aws:principalisawsservice', ['true']],
    ['aws:principalservicename', [principal]],
  ])
  const request = { action: 'sts:AssumeRole', requester, context: facts }
  if (!read.ok || evaluatePolicy(read.document, request) !== 'allow') throw refused()
}

async function findRole(
  { call, region }: OperationContext,
  accountId: AccountId,
  name: string,
): Promise<GetRoleResponse | undefined> {
  // IAM would refuse the question; there is no such role. Source: IAM API Reference, CreateRole.
  if (name.length > 64) return undefined
  const caller = {
    principal: { type: 'service', accountId, arn: principal, userId: principal } as const,
    accountId,
    region,
  }
  try {
    return await call<GetRoleResponse>('iam:GetRole', { RoleName: name }, caller)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntityException') return undefined
    throw error
  }
}
