import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeRule, refuseManaged } from '../rules.ts'

/** Ids that the rule has not are removed already. */
export async function removeTargets(
  input: Api.RemoveTargetsRequest,
  context: OperationContext,
): Promise<Api.RemoveTargetsResponse> {
  const ids = new Set(required(input.Ids, 'Ids'))
  const named = {
    name: required(input.Rule, 'Rule'),
    busName: input.EventBusName,
    action: 'events:RemoveTargets',
  } as const
  await changeRule(context, named, (rule) => {
    refuseManaged(rule, input.Force)
    return { ...rule, targets: rule.targets.filter(({ Id }) => !ids.has(Id)) }
  })
  return { FailedEntryCount: 0, FailedEntries: [] }
}
