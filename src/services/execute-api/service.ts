import type { ApiGatewayManagementApi } from '@aws-sdk/client-apigatewaymanagementapi'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { deleteConnection } from './operations/delete-connection.ts'
import { getConnection } from './operations/get-connection.ts'
import { postToConnection } from './operations/post-to-connection.ts'

/** The API of the connections of WebSocket APIs. */
export const service: ServiceDefinition = {
  prefix: 'execute-api',
  model: 'apigatewaymanagementapi',
  operations: {
    DeleteConnection: deleteConnection,
    GetConnection: getConnection,
    PostToConnection: postToConnection,
  } satisfies OperationTable<ApiGatewayManagementApi>,
  // A message that is too long has an error of its own.
  validation: { code: 'BadRequestException', leave: ({ kind }) => kind === 'length' },
}
