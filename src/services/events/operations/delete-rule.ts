import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireBus, touchRevision } from '../buses.ts'
import { change } from '../changing.ts'
import { ruleArn } from '../domain/names.ts'
import { validation } from '../errors.ts'
import { rules } from '../records.ts'
import { required } from '../required.ts'
import { findRule, refuseManaged } from '../rules.ts'

/** Deletes a rule without targets. One that is not there is deleted already. */
export async function deleteRule(input: Api.DeleteRuleRequest, context: OperationContext): Promise<object> {
  const name = required(input.Name, 'Name')
  return change(context, async (commit) => {
    const { bus } = await requireBus(context, input.EventBusName, 'events:DeleteRule', (address) =>
      ruleArn(address, name),
    )
    const stored = await findRule(context, bus, name)
    if (!stored) return {}
    refuseManaged(stored.value, input.Force)
    if (stored.value.targets.length > 0) throw validation("Rule can't be deleted since it has targets.")
    rules.remove(commit, stored)
    touchRevision(commit, bus)
    return {}
  })
}
