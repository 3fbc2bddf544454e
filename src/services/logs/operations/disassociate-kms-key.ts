import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeGroup } from '../groups.ts'
import { readKeyedGroup } from '../keyed-group.ts'

/** The group is encrypted with CloudWatch Logs' own key again. */
export async function disassociateKmsKey(
  input: Api.DisassociateKmsKeyRequest,
  context: OperationContext,
): Promise<object> {
  await changeGroup(context, readKeyedGroup(context, input), ({ kmsKeyId: _, ...group }) => group)
  return {}
}
