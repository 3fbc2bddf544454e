import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readDocument } from '../../../engines/policy/index.ts'
import { changeBus } from '../bus-changes.ts'
import { withPermission } from '../domain/bus-policy.ts'
import { invalidParameter, policyTooLong, validation } from '../errors.ts'
import { policyBytes } from '../limits.ts'
import type { Bus } from '../records.ts'

/** Puts a statement into a bus's policy, or another policy in its place. */
export async function putPermission(
  input: Api.PutPermissionRequest,
  context: OperationContext,
): Promise<object> {
  await changeBus(context, input.EventBusName, 'events:PutPermission', (bus) => {
    const policy = nextPolicy(input, bus)
    if (Buffer.byteLength(policy) > policyBytes) throw policyTooLong()
    return { ...bus, policy }
  })
  return {}
}

function nextPolicy(input: Api.PutPermissionRequest, bus: Bus): string {
  const { Policy, Action, Principal, StatementId, Condition } = input
  if (Policy !== undefined) {
    // UNVERIFIED: the words.
    if ([Action, Principal, StatementId, Condition].some((member) => member !== undefined))
      throw validation(
        'Policy cannot be specified together with Action, Principal, StatementId or Condition.',
      )
    const read = readDocument(Policy)
    if (!read.ok || read.document.statements.length === 0) throw invalidParameter('Policy')
    return Policy
  }
  for (const [name, value] of Object.entries({ Action, Principal, StatementId }))
    if (value === undefined) throw validation(`Parameter ${name} must be specified.`)
  return withPermission(bus.policy, bus, {
    statementId: StatementId ?? '',
    action: Action ?? '',
    principal: Principal ?? '',
    ...(Condition === undefined
      ? {}
      : {
          condition: {
            type: Condition.Type ?? '',
            key: Condition.Key ?? '',
            value: Condition.Value ?? '',
          },
        }),
  })
}
