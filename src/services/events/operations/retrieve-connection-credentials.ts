import { AwsError } from '../../../aws/aws-error.ts'
import { failureText } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { withToken } from '../api-destination-calls.ts'
import { authorizationHeader } from '../domain/http-requests.ts'
import { connections } from '../records.ts'
import type { EventsRoom } from '../room.ts'

/** What a connection authorises requests with. */
export interface RetrieveConnectionCredentialsInput {
  readonly ConnectionArn: string
  /** The token that there is was not taken: fetch another. */
  readonly Anew?: boolean
}

/** What goes along with each request. */
export interface RetrieveConnectionCredentialsOutput {
  /** Names in lower case. */
  readonly Headers: Readonly<Record<string, string>>
  readonly Query: ReadonlyArray<readonly [string, string]>
  readonly Body: Readonly<Record<string, string>>
  /** Whether asking anew may bring others. */
  readonly Renewable: boolean
}

/** For services that send requests with a connection themselves: tasks of state machines. */
export function retrieveConnectionCredentials(room: EventsRoom) {
  return async (
    { ConnectionArn, Anew = false }: RetrieveConnectionCredentialsInput,
    context: OperationContext,
  ): Promise<RetrieveConnectionCredentialsOutput> => {
    const [, , , region = '', accountId = '', resource = ''] = ConnectionArn.split(':')
    const [, name = '', id] = resource.split('/')
    const stored = await connections.get(context.store, [accountId, region, name])
    if (!stored || (id !== undefined && stored.value.id !== id))
      throw new AwsError('ResourceNotFoundException', `Connection ${name} does not exist.`)
    if (stored.value.authorization === undefined)
      throw new AwsError('ConnectionNotAuthorized', `Connection ${name} is not authorized.`)
    const connection = await withToken(room, context, stored.value, Anew).catch((error: unknown) => {
      throw new AwsError('ConnectionNotAuthorized', failureText(error))
    })
    const { invocation = {} } = connection.authorization ?? {}
    const pairs = (list: typeof invocation.headers = []) =>
      list.map(({ key, value }) => [key, value] as const)
    const authorization = authorizationHeader(connection)
    return {
      Headers: Object.fromEntries(
        [...pairs(invocation.headers), ...(authorization ? [authorization] : [])].map(([key, value]) => [
          key.toLowerCase(),
          value,
        ]),
      ),
      Query: pairs(invocation.query),
      Body: Object.fromEntries(pairs(invocation.body)),
      Renewable: connection.type === 'OAUTH_CLIENT_CREDENTIALS',
    }
  }
}
