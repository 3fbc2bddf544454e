import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { ruleArn } from '../domain/names.ts'
import { slice } from '../listing.ts'
import { required } from '../required.ts'
import { requireRule } from '../rules.ts'

export async function listTargetsByRule(
  input: Api.ListTargetsByRuleRequest,
  context: OperationContext,
): Promise<Api.ListTargetsByRuleResponse> {
  const name = required(input.Rule, 'Rule')
  const { value } = await requireRule(context, name, input.EventBusName, 'events:ListTargetsByRule')
  const purpose = ['ListTargetsByRule', ruleArn(value, name)]
  const { items, token } = slice(value.targets, input.Limit, input.NextToken, purpose)
  return {
    Targets: items.map((target) => target as unknown as Api.Target),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
