import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeBus } from '../bus-changes.ts'
import { withoutPermission } from '../domain/bus-policy.ts'
import { notFound, validation } from '../errors.ts'

export async function removePermission(
  input: Api.RemovePermissionRequest,
  context: OperationContext,
): Promise<object> {
  await changeBus(context, input.EventBusName, 'events:RemovePermission', (bus) => {
    const { policy: before, ...rest } = bus
    if (input.RemoveAllPermissions === true) return rest
    if (input.StatementId === undefined) throw validation('Parameter StatementId must be specified.')
    const left = withoutPermission(before, input.StatementId)
    // UNVERIFIED: AWS says `EventBus does not have a policy.` where there is none at all.
    if (left === undefined) throw notFound('Statement with the provided id does not exist.')
    return { ...rest, ...left }
  })
  return {}
}
