import type { GetConnectionRequest, GetConnectionResponse } from '@aws-sdk/client-apigatewaymanagementapi'
import type { OperationContext } from '../../../dispatch/index.ts'
import { askAbout } from '../ask.ts'

/** Who is connected, and since when. Source: ApiGatewayManagementApi API Reference, GetConnection. */
export async function getConnection(
  { ConnectionId }: GetConnectionRequest,
  context: OperationContext,
): Promise<GetConnectionResponse> {
  const found = await askAbout(ConnectionId, { type: 'get' }, context)
  return {
    ConnectedAt: new Date(found.connectedAt ?? 0),
    Identity: { SourceIp: found.sourceIp, UserAgent: found.userAgent },
    LastActiveAt: new Date(found.lastActiveAt ?? 0),
  }
}
