import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireAlias } from '../aliases.ts'
import { change } from '../changing.ts'
import { aliases } from '../records.ts'
import { required } from '../required.ts'

export async function deleteStateMachineAlias(
  input: Api.DeleteStateMachineAliasInput,
  context: OperationContext,
): Promise<Api.DeleteStateMachineAliasOutput> {
  return change(context, async (commit) => {
    const { alias } = await requireAlias(
      context,
      required(input.stateMachineAliasArn, 'stateMachineAliasArn'),
    )
    aliases.remove(commit, alias)
    return {}
  })
}
