import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { parseAccountId } from '../../aws/identifiers.ts'
import { type OperationContext, serviceCaller } from '../../dispatch/index.ts'
import { evaluatePolicy, readDocument } from '../../engines/policy/index.ts'

/** Who asks about a role. */
export type RoleAsking = Pick<OperationContext, 'call' | 'accountId' | 'partition' | 'region' | 'settings'>

/**
 * Whether a service may assume a role. Where identities are verified the role must exist; locally one that is not there is taken
 * for granted, and one that is there must trust the service all the same. `sourceArn`: for which resource, as trust policies that
 * prevent confused deputies name it.
 */
export async function isAssumableRole(
  context: RoleAsking,
  roleArn: string,
  service: `${string}.amazonaws.com`,
  sourceArn: string,
): Promise<boolean> {
  const arn = parseArn(roleArn)
  const accountId = parseAccountId(arn?.accountId ?? '')
  const RoleName = arn?.resource.slice(arn.resource.lastIndexOf('/') + 1) ?? ''
  if (arn?.service !== 'iam' || !accountId || RoleName === '' || RoleName.length > 64) return false
  const role = await findRole(context, { accountId, RoleName, service })
  if (role?.Arn !== roleArn) return context.settings.identity !== 'enforce'
  const read = readDocument(decodeURIComponent(role.AssumeRolePolicyDocument ?? ''))
  if (!read.ok) return false
  const answer = evaluatePolicy(read.document, {
    action: 'sts:AssumeRole',
    requester: { accountId: context.accountId, partition: context.partition, names: [], service },
    context: new Map([
      ['aws:sourceaccount', [context.accountId]],
      ['aws:sourcearn', [sourceArn]],
      ['aws:principalisawsservice', ['true']],
      ['aws:principalservicename', [service]],
    ]),
  })
  return answer === 'allow'
}

async function findRole(
  { call, region }: RoleAsking,
  wanted: {
    readonly accountId: OperationContext['accountId']
    readonly RoleName: string
    readonly service: `${string}.amazonaws.com`
  },
): Promise<{ readonly Arn?: string; readonly AssumeRolePolicyDocument?: string } | undefined> {
  const { accountId, RoleName, service } = wanted
  try {
    const answer = await call<{ Role?: { Arn?: string; AssumeRolePolicyDocument?: string } }>(
      'iam:GetRole',
      { RoleName },
      serviceCaller(service, { accountId, region }, ''),
    )
    return answer.Role
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntityException') return undefined
    throw error
  }
}
