import type * as Api from '@aws-sdk/client-eventbridge'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { beginAuthorization, connectionAnswer, putSecret } from '../connections.ts'
import { readAuthorization, refuseAuthorization } from '../domain/authorization.ts'
import type { Connection } from '../domain/connections.ts'
import { homeOf } from '../domain/names.ts'
import { alreadyExists, limitExceeded, notImplemented } from '../errors.ts'
import { connectionsPerAccount } from '../limits.ts'
import { connections } from '../records.ts'
import { required } from '../required.ts'

export async function createConnection(
  input: Api.CreateConnectionRequest,
  context: OperationContext,
): Promise<Api.CreateConnectionResponse> {
  const { store, accountId, region, random, now } = context
  const name = required(input.Name, 'Name')
  const type = required(input.AuthorizationType, 'AuthorizationType')
  const parameters = required(input.AuthParameters, 'AuthParameters')
  if (input.InvocationConnectivityParameters || parameters.ConnectivityParameters)
    throw notImplemented('private connections')
  const authorization = readAuthorization(parameters)
  const refusal = refuseAuthorization(type, authorization)
  if (refusal) throw refusal
  const taken = async () => {
    if (await connections.get(store, [accountId, region, name])) throw alreadyExists(`Connection ${name}`)
    const { items } = await connections.list(store, {
      prefix: [accountId, region],
      limit: connectionsPerAccount,
    })
    if (items.length >= connectionsPerAccount) throw limitExceeded()
  }
  await taken()
  const id = randomUuid(random)
  const secretName = `events!connection/${name}/${randomUuid(random)}`
  const secretArn = await putSecret(context, { name, secretName }, authorization)
  const isOAuth = type === 'OAUTH_CLIENT_CREDENTIALS'
  const connection: Connection = {
    ...homeOf(context),
    name,
    id,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    type,
    authorization,
    ...(input.KmsKeyIdentifier ? { kmsKeyIdentifier: input.KmsKeyIdentifier } : {}),
    state: isOAuth ? 'AUTHORIZING' : 'AUTHORIZED',
    secretName,
    secretArn,
    createdAt: now,
    modifiedAt: now,
    ...(isOAuth ? {} : { authorizedAt: now }),
  }
  await change(context, async (commit) => {
    await taken()
    connections.put(commit, connection, undefined)
    beginAuthorization(commit, connection)
  })
  const { LastAuthorizedTime: _time, ...answer } = connectionAnswer(connection)
  return answer
}
