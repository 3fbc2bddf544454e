import type { GetRoleResponse } from '@aws-sdk/client-iam'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId } from '../../aws/identifiers.ts'
import type { Principal } from '../../aws/principal.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { type PolicyDocument, readDocument } from '../../engines/policy/index.ts'
import { type RoleAddress, readRoleArn } from './domain/role-arn.ts'
import { limits } from './limits.ts'

/** What STS needs to know of a role. */
export interface AssumableRole extends RoleAddress {
  readonly arn: string
  readonly roleId: string
  readonly maxSessionSeconds: number
  readonly trust: PolicyDocument
  readonly tags: ReadonlyArray<readonly [string, string]>
}

/** Source: IAM API Reference, CreateRole. Unit: characters. */
const longestRoleName = 64

/** Finds a role by its ARN, through IAM. Undefined when there is none; ValidationError when it is no role's ARN. */
export async function findRole(
  context: OperationContext,
  roleArn: string,
): Promise<AssumableRole | undefined> {
  const address = readRoleArn(roleArn)
  // IAM would refuse the question; there is no such role.
  if (address.name.length > longestRoleName) return undefined
  const answer = await askIam<GetRoleResponse>(context, address.accountId, 'GetRole', {
    RoleName: address.name,
  })
  const role = answer?.Role
  if (!role || role.Arn !== roleArn) return undefined
  const read = readDocument(decodeURIComponent(role.AssumeRolePolicyDocument ?? ''))
  return {
    ...address,
    arn: roleArn,
    roleId: role.RoleId ?? '',
    maxSessionSeconds: role.MaxSessionDuration ?? limits.roleSessionDefault,
    trust: read.ok ? read.document : { statements: [] },
    tags: (role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const),
  }
}

/** Asks IAM in an account; undefined for what is not there. */
export async function askIam<Output>(
  { call, region }: OperationContext,
  accountId: AccountId,
  operation: string,
  input: object,
): Promise<Output | undefined> {
  const principal: Principal = {
    type: 'service',
    accountId,
    arn: 'sts.amazonaws.com',
    userId: 'sts.amazonaws.com',
  }
  try {
    return await call<Output>(`iam:${operation}`, input, { principal, accountId, region })
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntityException') return undefined
    throw error
  }
}
