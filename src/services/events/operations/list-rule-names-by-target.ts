import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireBus } from '../buses.ts'
import { page } from '../listing.ts'
import { rules } from '../records.ts'

export async function listRuleNamesByTarget(
  input: Api.ListRuleNamesByTargetRequest,
  context: OperationContext,
): Promise<Api.ListRuleNamesByTargetResponse> {
  const { bus } = await requireBus(context, input.EventBusName, 'events:ListRuleNamesByTarget')
  const arn = input.TargetArn ?? ''
  const { items, token } = await page({
    store: context.store,
    from: rules,
    prefix: [bus.accountId, bus.region, bus.busName],
    nameOf: ({ name }) => name,
    wanted: ({ targets }) => targets.some(({ Arn }) => Arn === arn),
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListRuleNamesByTarget', arn],
  })
  return { RuleNames: items.map(({ name }) => name), ...(token === undefined ? {} : { NextToken: token }) }
}
