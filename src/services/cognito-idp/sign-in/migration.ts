/** Users who are taken over from elsewhere when they first sign in. Source: Developer Guide, "Migrate user Lambda trigger". */
import { isObject, type JsonObject } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invitation } from '../invitations.ts'
import type { Client, Pool, User, UserStatus } from '../records.ts'
import { invalidResponse, metadata, runTrigger } from '../triggers.ts'
import { createUser } from '../user-creation.ts'
import { withPassword } from './passwords.ts'

/** Who is looked for. */
export interface Migration {
  readonly context: OperationContext
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  /** Absent for who has forgotten it. */
  readonly password?: string | undefined
  readonly validationData?: Readonly<Record<string, string>> | undefined
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
}

/** The user that the pool's function knows, made; undefined: there is no such function, or it knows nobody. */
export async function migrateUser(migration: Migration): Promise<User | undefined> {
  const { context, pool, client, username, password, validationData, clientMetadata } = migration
  const answer = await runTrigger(context, pool, 'UserMigration', {
    source: password === undefined ? 'UserMigration_ForgotPassword' : 'UserMigration_Authentication',
    userName: username,
    clientId: client.id,
    request: {
      ...(password === undefined ? {} : { password }),
      validationData: validationData === undefined ? null : { ...validationData },
      userAttributes: null,
      ...metadata(clientMetadata),
    },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      enableSMSMFA: null,
    },
  })
  if (!answer) return undefined
  if (!isObject(answer.userAttributes)) return undefined
  const { username: named, ...attributes } = textsOf(answer.userAttributes)
  const status = statusOf(answer, password)
  const user = await createUser(context, pool, {
    username: named ?? username,
    attributes,
    status,
    force: answer.forceAliasCreation === true,
    administrator: true,
    edit: (fresh) => (password === undefined ? fresh : withPassword(context, pool, fresh, password)),
  })
  if (answer.messageAction !== 'SUPPRESS' && status === 'FORCE_CHANGE_PASSWORD')
    await invitation(context, pool, user, {
      media: mediaOf(answer),
      password: password ?? '',
      clientMetadata,
    })
  return user
}

function statusOf({ finalUserStatus }: JsonObject, password: string | undefined): UserStatus {
  if (finalUserStatus === undefined || finalUserStatus === null)
    return password === undefined ? 'RESET_REQUIRED' : 'FORCE_CHANGE_PASSWORD'
  const known = ['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD', 'UNCONFIRMED']
  if (!known.includes(String(finalUserStatus))) throw invalidResponse()
  return finalUserStatus as UserStatus
}

function mediaOf({ desiredDeliveryMediums: media }: JsonObject): readonly string[] {
  return Array.isArray(media) ? media.map(String) : ['SMS']
}

function textsOf(values: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}
