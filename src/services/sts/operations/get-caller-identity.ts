import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import type { OperationContext } from '../../../dispatch/index.ts'

export async function getCallerIdentity(
  _input: GetCallerIdentityRequest,
  { principal }: OperationContext,
): Promise<GetCallerIdentityResponse> {
  return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn }
}
