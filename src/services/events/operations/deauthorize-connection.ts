import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { connectionAnswer, deleteSecret, requireConnection } from '../connections.ts'
import { connections } from '../records.ts'
import { required } from '../required.ts'

/** Takes all authorization parameters away; the connection can be given others. */
export async function deauthorizeConnection(
  input: Api.DeauthorizeConnectionRequest,
  context: OperationContext,
): Promise<Api.DeauthorizeConnectionResponse> {
  const name = required(input.Name, 'Name')
  const before = await change(context, async (commit) => {
    const stored = await requireConnection(context, name)
    const { authorization: _parameters, token: _token, secretArn: _secret, ...rest } = stored.value
    connections.put(commit, { ...rest, state: 'DEAUTHORIZED', modifiedAt: context.now }, stored)
    return stored.value
  })
  await deleteSecret(context, before)
  return connectionAnswer(before, 'DEAUTHORIZING')
}
