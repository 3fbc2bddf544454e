/** The settings of an account. Source: API Reference, GetAccount, UpdateAccount. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { readAccount } from './deployed.ts'
import { patched } from './domain/patch.ts'
import { accountPatches } from './domain/patch-tables.ts'
import { badRequest } from './errors.ts'
import { accounts } from './records.ts'

/** The account's settings in this region. */
export async function getAccount(_input: object, context: OperationContext): Promise<Api.Account> {
  return readAccount(context.store, context)
}

/** Sets the role that logs are written with. An empty one takes it away. */
export async function updateAccount(
  { patchOperations }: Api.UpdateAccountRequest,
  context: OperationContext,
): Promise<Api.Account> {
  const { store, accountId, region } = context
  await change(context, async (commit) => {
    const stored = await accounts.get(store, [accountId, region])
    const { cloudwatchRoleArn, ...rest } = patched(accountPatches, stored?.value.body ?? {}, patchOperations)
    if (cloudwatchRoleArn && !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(String(cloudwatchRoleArn)))
      throw badRequest(
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
      )
    const body = cloudwatchRoleArn ? { ...rest, cloudwatchRoleArn } : rest
    accounts.put(commit, { accountId, region, body }, stored)
  })
  return readAccount(store, context)
}
