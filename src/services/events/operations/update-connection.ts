import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { beginAuthorization, connectionAnswer, putSecret, requireConnection } from '../connections.ts'
import { readAuthorization, refuseAuthorization } from '../domain/authorization.ts'
import type { Connection } from '../domain/connections.ts'
import { notImplemented } from '../errors.ts'
import { connections } from '../records.ts'
import { required } from '../required.ts'

/** What is left out stays as it is, but for the parameters of another type of authorization. */
export async function updateConnection(
  input: Api.UpdateConnectionRequest,
  context: OperationContext,
): Promise<Api.UpdateConnectionResponse> {
  if (input.InvocationConnectivityParameters || input.AuthParameters?.ConnectivityParameters)
    throw notImplemented('private connections')
  const name = required(input.Name, 'Name')
  const connection = await change(context, async (commit) => {
    const stored = await requireConnection(context, name)
    const next = nextConnection(input, context, stored.value)
    connections.put(commit, next, stored)
    beginAuthorization(commit, next)
    return next
  })
  if (input.AuthParameters && connection.authorization)
    await putSecret(context, connection, connection.authorization)
  return connectionAnswer(connection)
}

function nextConnection(
  input: Api.UpdateConnectionRequest,
  { now }: OperationContext,
  before: Connection,
): Connection {
  const type = input.AuthorizationType ?? before.type
  const known = type === before.type ? before.authorization : undefined
  const authorization = input.AuthParameters
    ? readAuthorization(input.AuthParameters, known)
    : before.authorization
  const refusal = authorization && refuseAuthorization(type, authorization)
  if (refusal) throw refusal
  const { token, stateReason: _reason, authorization: _before, ...rest } = before
  const isOAuth = type === 'OAUTH_CLIENT_CREDENTIALS'
  const isNew = input.AuthParameters !== undefined || type !== before.type
  return {
    ...rest,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier: input.KmsKeyIdentifier }),
    type,
    ...(authorization === undefined ? {} : { authorization }),
    ...(token === undefined || isNew ? {} : { token }),
    ...(isNew ? { state: isOAuth ? 'AUTHORIZING' : 'AUTHORIZED' } : {}),
    ...(isNew && !isOAuth ? { authorizedAt: now } : {}),
    modifiedAt: now,
  }
}
