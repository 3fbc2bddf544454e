/** Connections: finding them, and the secrets that Secrets Manager keeps of them. */
import type * as Api from '@aws-sdk/client-eventbridge'
import { parseArn } from '../../aws/arn.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { partitionOf } from '../../aws/identifiers.ts'
import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { secretText } from './domain/authorization.ts'
import type { Authorization, Connection, ConnectionState } from './domain/connections.ts'
import { connectionArn } from './domain/names.ts'
import { notFound, validation } from './errors.ts'
import { authorizationQueue, connections } from './records.ts'
import { instant } from './views.ts'

/** Fails with ResourceNotFoundException. */
export async function requireConnection(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Connection>> {
  const stored = await connections.get(store, [accountId, region, name])
  if (!stored) throw notFound(`Failed to describe the connection(s). Connection '${name}' does not exist.`)
  return stored
}

/** A connection that is to be used by an API destination. Fails with ResourceNotFoundException. */
export async function requireConnectionArn(context: OperationContext, arn: string): Promise<Connection> {
  const { store, accountId, region } = context
  const [, name = '', id] = arn.split('/')
  const parsed = parseArn(arn)
  if (parsed?.region !== region || parsed.accountId !== accountId) throw validation(`Invalid ARN: '${arn}'`)
  const stored = await connections.get(store, [accountId, region, name])
  // UNVERIFIED: the words.
  if (!stored || stored.value.id !== id || arn !== connectionArn(context, name, stored.value.id))
    throw notFound(`Connection '${name}' does not exist.`)
  return stored.value
}

/** The state in which a connection begins: tokens of OAuth are fetched by and by. */
export function beginAuthorization(commit: Atomic, connection: Connection): void {
  if (connection.state !== 'AUTHORIZING') return
  const { accountId, region, name, id } = connection
  commit.enqueue(authorizationQueue, { accountId, region, name, id })
}

/**
 * Keeps a connection's secret where its owner sees it, as the one who asks for the connection and needs leave for it. Answers the
 * secret's ARN; without Secrets Manager, the one that it would have. Source: EventBridge User Guide, "Using identity-based policies",
 * AmazonEventBridgeFullAccess (secretsmanager on `events!*`).
 */
export async function putSecret(
  context: OperationContext,
  { name, secretName, secretArn }: Pick<Connection, 'name' | 'secretName' | 'secretArn'>,
  authorization: Authorization,
): Promise<string> {
  const value = { SecretString: secretText(authorization), ClientRequestToken: randomUuid(context.random) }
  try {
    if (secretArn !== undefined) {
      await context.call('secretsmanager:PutSecretValue', { SecretId: secretArn, ...value }, context)
      return secretArn
    }
    const made = await context.call<{ ARN?: string }>(
      'secretsmanager:CreateSecret',
      { Name: secretName, ...value, Description: `Auth parameters for EventBridge connection ${name}` },
      context,
    )
    if (made.ARN !== undefined) return made.ARN
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  const { region, accountId } = context
  return secretArn ?? `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${secretName}`
}

/** Takes the secret away. One that is gone already is none. */
export async function deleteSecret(context: OperationContext, { secretArn }: Connection): Promise<void> {
  if (secretArn === undefined) return
  try {
    await context.call(
      'secretsmanager:DeleteSecret',
      { SecretId: secretArn, ForceDeleteWithoutRecovery: true },
      context,
    )
  } catch (error) {
    if (!isAbsent(error) && !(error instanceof AwsError && error.code === 'ResourceNotFoundException'))
      throw error
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof AwsError && ['NotImplemented', 'UnknownService'].includes(error.code)
}

/** What answers about a connection share. */
export function connectionAnswer(connection: Connection, state: ConnectionState = connection.state) {
  const { name, id, createdAt, modifiedAt, authorizedAt } = connection
  return {
    ConnectionArn: connectionArn(connection, name, id),
    ConnectionState: state satisfies Api.ConnectionState,
    CreationTime: instant(createdAt),
    LastModifiedTime: instant(modifiedAt),
    ...(authorizedAt === undefined ? {} : { LastAuthorizedTime: instant(authorizedAt) }),
  }
}
