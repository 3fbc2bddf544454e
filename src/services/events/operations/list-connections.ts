import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { connectionAnswer } from '../connections.ts'
import { page } from '../listing.ts'
import { connections } from '../records.ts'

export async function listConnections(
  input: Api.ListConnectionsRequest,
  context: OperationContext,
): Promise<Api.ListConnectionsResponse> {
  const { ConnectionState } = input
  const { items, token } = await page({
    store: context.store,
    from: connections,
    prefix: [context.accountId, context.region],
    nameOf: ({ name }) => name,
    namePrefix: input.NamePrefix,
    wanted: ({ state }) => ConnectionState === undefined || ConnectionState === state,
    limit: input.Limit,
    token: input.NextToken,
    purpose: ['ListConnections', ConnectionState ?? ''],
  })
  return {
    Connections: items.map((connection) => ({
      ...connectionAnswer(connection),
      Name: connection.name,
      AuthorizationType: connection.type,
      ...(connection.stateReason === undefined ? {} : { StateReason: connection.stateReason }),
    })),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
