import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireBus } from '../buses.ts'
import { page } from '../listing.ts'
import { rules } from '../records.ts'
import { ruleView } from '../views.ts'

export async function listRules(
  input: Api.ListRulesRequest,
  context: OperationContext,
): Promise<Api.ListRulesResponse> {
  const { bus } = await requireBus(context, input.EventBusName, 'events:ListRules')
  const { items, token } = await page({
    store: context.store,
    from: rules,
    prefix: [bus.accountId, bus.region, bus.busName],
    nameOf: ({ name }) => name,
    namePrefix: input.NamePrefix,
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListRules'],
  })
  return { Rules: items.map(ruleView), ...(token === undefined ? {} : { NextToken: token }) }
}
