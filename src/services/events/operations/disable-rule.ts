import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeRule, refuseManaged } from '../rules.ts'

export async function disableRule(input: Api.DisableRuleRequest, context: OperationContext): Promise<object> {
  const named = {
    name: required(input.Name, 'Name'),
    busName: input.EventBusName,
    action: 'events:DisableRule',
  } as const
  await changeRule(context, named, (rule) => {
    refuseManaged(rule, false)
    return rule.state === 'DISABLED' ? undefined : { ...rule, state: 'DISABLED' }
  })
  return {}
}
