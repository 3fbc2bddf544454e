import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { aliasByArn } from '../aliases.ts'
import { change } from '../changing.ts'
import { aliases } from '../records.ts'
import { required } from '../required.ts'

/** One that does not exist is no error. Observed on AWS, 2025-03-03 (test_delete_no_such_alias_arn). */
export async function deleteStateMachineAlias(
  input: Api.DeleteStateMachineAliasInput,
  context: OperationContext,
): Promise<Api.DeleteStateMachineAliasOutput> {
  const arn = required(input.stateMachineAliasArn, 'stateMachineAliasArn')
  return change(context, async (commit) => {
    const found = await aliasByArn(context, arn)
    if (found) aliases.remove(commit, found.alias)
    return {}
  })
}
