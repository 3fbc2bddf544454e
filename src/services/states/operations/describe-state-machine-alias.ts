import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireAlias, routingView } from '../aliases.ts'
import { arnOfMachine } from '../machines.ts'
import { required } from '../required.ts'

export async function describeStateMachineAlias(
  input: Api.DescribeStateMachineAliasInput,
  context: OperationContext,
): Promise<Api.DescribeStateMachineAliasOutput> {
  const { machine, alias } = await requireAlias(
    context,
    required(input.stateMachineAliasArn, 'stateMachineAliasArn'),
  )
  const { name, description, createdAt, modifiedAt } = alias.value
  return {
    stateMachineAliasArn: arnOfMachine(machine.value, name),
    name,
    ...(description === undefined ? {} : { description }),
    routingConfiguration: routingView(machine.value, alias.value),
    creationDate: new Date(createdAt),
    updateDate: new Date(modifiedAt),
  }
}
