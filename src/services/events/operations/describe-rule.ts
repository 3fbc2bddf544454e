import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { requireRule } from '../rules.ts'
import { ruleView } from '../views.ts'

export async function describeRule(
  input: Api.DescribeRuleRequest,
  context: OperationContext,
): Promise<Api.DescribeRuleResponse> {
  const name = required(input.Name, 'Name')
  const { value } = await requireRule(context, name, input.EventBusName, 'events:DescribeRule')
  return { ...ruleView(value), CreatedBy: value.createdBy }
}
