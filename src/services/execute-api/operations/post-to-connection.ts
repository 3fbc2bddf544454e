import type { PostToConnectionCommandInput } from '@aws-sdk/client-apigatewaymanagementapi'
import type { OperationContext } from '../../../dispatch/index.ts'
import { askAbout } from '../ask.ts'
import { payloadTooLarge } from '../errors.ts'
import { messageBytesMax } from '../limits.ts'

/** Sends a message to the client of a connection. Source: ApiGatewayManagementApi API Reference, PostToConnection. */
export async function postToConnection(
  { ConnectionId, Data }: PostToConnectionCommandInput,
  context: OperationContext,
): Promise<object> {
  // The protocol has read it whole.
  const bytes = Data instanceof Uint8Array ? Data : Buffer.from(String(Data ?? ''))
  if (bytes.length > messageBytesMax) throw payloadTooLarge()
  await askAbout(ConnectionId, { type: 'post', text: Buffer.from(bytes).toString('utf8') }, context)
  return {}
}
