import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readGroupIdentifier } from '../domain/identifiers.ts'
import { changeGroup } from '../groups.ts'
import { required } from '../required.ts'

/** Protects a group and its streams from being deleted, or ends that. */
export async function putLogGroupDeletionProtection(
  input: Api.PutLogGroupDeletionProtectionRequest,
  context: OperationContext,
): Promise<object> {
  const name = readGroupIdentifier(context, required(input.logGroupIdentifier, 'logGroupIdentifier'))
  const deletionProtected = required(input.deletionProtectionEnabled, 'deletionProtectionEnabled')
  await changeGroup(context, name, (group) => ({ ...group, deletionProtected }))
  return {}
}
