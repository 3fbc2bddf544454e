import type * as Api from '@aws-sdk/client-eventbridge'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { changeRule, refuseManaged } from '../rules.ts'
import { planTick } from '../schedules.ts'

/** A schedule begins anew: `rate` counts from here. */
export async function enableRule(input: Api.EnableRuleRequest, context: OperationContext): Promise<object> {
  const named = {
    name: required(input.Name, 'Name'),
    busName: input.EventBusName,
    action: 'events:EnableRule',
  } as const
  await changeRule(context, named, (rule, commit) => {
    refuseManaged(rule, false)
    if (rule.state !== 'DISABLED') return undefined
    const next = {
      ...rule,
      state: 'ENABLED',
      ...(rule.schedule === undefined ? {} : { scheduleId: randomHex(context.random, 8) }),
    } as const
    planTick(commit, next, context.now, context.now)
    return next
  })
  return {}
}
