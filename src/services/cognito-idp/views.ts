/** Records as the API shows them. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { JsonObject } from '../../base/json.ts'
import { factorNames } from './domain/pool-settings.ts'
import { poolArn } from './pools.ts'
import type { Client, Group, IdentityProvider, Pool, ResourceServer, User } from './records.ts'

export function poolView(
  pool: Pool,
  more: { readonly userCount?: number; readonly domain?: string; readonly customDomain?: string } = {},
): Api.UserPoolType {
  const shown = Object.fromEntries(
    Object.entries(pool.settings).filter(([name]) => !(factorNames as readonly string[]).includes(name)),
  ) as object as Api.UserPoolType
  return {
    Id: pool.id,
    Name: pool.name,
    ...shown,
    SchemaAttributes: pool.schema.map((attribute) => ({ ...attribute })),
    CreationDate: new Date(pool.createdAt),
    LastModifiedDate: new Date(pool.modifiedAt),
    EstimatedNumberOfUsers: more.userCount ?? 0,
    UserPoolTags: { ...pool.tags },
    Arn: poolArn(pool),
    ...(more.domain === undefined ? {} : { Domain: more.domain }),
    ...(more.customDomain === undefined ? {} : { CustomDomain: more.customDomain }),
  }
}

export function clientView(client: Client): Api.UserPoolClientType {
  const [secret] = client.secrets
  return {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ...(secret ? { ClientSecret: secret.value } : {}),
    LastModifiedDate: new Date(client.modifiedAt),
    CreationDate: new Date(client.createdAt),
    ...(client.settings as object),
  }
}

export function groupView(group: Group): Api.GroupType {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    ...(group.description === undefined ? {} : { Description: group.description }),
    ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
    ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
    LastModifiedDate: new Date(group.modifiedAt),
    CreationDate: new Date(group.createdAt),
  }
}

export function resourceServerView(server: ResourceServer): Api.ResourceServerType {
  return {
    UserPoolId: server.poolId,
    Identifier: server.identifier,
    Name: server.name,
    Scopes: server.scopes.map(({ name, description }) => ({
      ScopeName: name,
      ScopeDescription: description,
    })),
  }
}

export function providerView(provider: IdentityProvider): Api.IdentityProviderType {
  return {
    UserPoolId: provider.poolId,
    ProviderName: provider.name,
    ProviderType: provider.type as Api.IdentityProviderTypeType,
    ProviderDetails: { ...provider.details },
    AttributeMapping: { ...provider.mapping },
    IdpIdentifiers: [...provider.identifiers],
    LastModifiedDate: new Date(provider.modifiedAt),
    CreationDate: new Date(provider.createdAt),
  }
}

/** All attributes, `sub` the first, as lists of the API have them. */
export function attributeList(user: User, wanted?: ReadonlySet<string>): Api.AttributeType[] {
  return Object.entries({ sub: user.sub, ...user.attributes })
    .filter(([Name]) => wanted === undefined || wanted.has(Name))
    .map(([Name, Value]) => ({ Name, Value }))
}

export function userView(user: User, wanted?: ReadonlySet<string>): Api.UserType {
  return {
    Username: user.username,
    Attributes: attributeList(user, wanted),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  }
}

/** The second factors of a user. */
export function factorView(
  user: User,
): Pick<Api.GetUserResponse, 'PreferredMfaSetting' | 'UserMFASettingList'> {
  return {
    ...(user.preferredFactor === undefined ? {} : { PreferredMfaSetting: user.preferredFactor }),
    ...(user.factors.length === 0 ? {} : { UserMFASettingList: [...user.factors] }),
  }
}

/** A setting as an object. */
export function objectOf(settings: JsonObject, name: string): JsonObject {
  return (settings[name] ?? {}) as JsonObject
}
