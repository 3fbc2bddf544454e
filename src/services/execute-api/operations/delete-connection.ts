import type { DeleteConnectionRequest } from '@aws-sdk/client-apigatewaymanagementapi'
import type { OperationContext } from '../../../dispatch/index.ts'
import { askAbout } from '../ask.ts'

/** Closes a connection. Source: ApiGatewayManagementApi API Reference, DeleteConnection. */
export async function deleteConnection(
  { ConnectionId }: DeleteConnectionRequest,
  context: OperationContext,
): Promise<object> {
  await askAbout(ConnectionId, { type: 'delete' }, context)
  return {}
}
