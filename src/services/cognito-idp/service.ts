import type { ServiceDefinition } from '../../dispatch/index.ts'
import { createOnce } from './creating-once.ts'
import { findIssuer, verifyToken } from './inner.ts'
import { operations } from './operations-table.ts'
import { removalQueue } from './records.ts'
import { removePool } from './removals.ts'
import type { PoolRooms } from './room.ts'
import { validation } from './validation.ts'

/** Cognito user pools. */
export const cognitoService = (rooms: PoolRooms): ServiceDefinition => ({
  prefix: 'cognito-idp',
  model: 'cognito-identity-provider',
  operations,
  inner: { CreateOnce: createOnce, FindIssuer: findIssuer, VerifyToken: verifyToken },
  validation,
  resourceTypes: {
    'AWS::Cognito::UserPool': async () => (await import('./resources/user-pool.ts')).userPool,
    'AWS::Cognito::UserPoolClient': async () =>
      (await import('./resources/user-pool-client.ts')).userPoolClient,
    'AWS::Cognito::UserPoolDomain': async () =>
      (await import('./resources/user-pool-domain.ts')).userPoolDomain,
    'AWS::Cognito::UserPoolGroup': async () => (await import('./resources/user-pool-group.ts')).userPoolGroup,
    'AWS::Cognito::UserPoolIdentityProvider': async () =>
      (await import('./resources/user-pool-identity-provider.ts')).userPoolIdentityProvider,
    'AWS::Cognito::UserPoolResourceServer': async () =>
      (await import('./resources/user-pool-resource-server.ts')).userPoolResourceServer,
    'AWS::Cognito::UserPoolUser': async () => (await import('./resources/user-pool-user.ts')).userPoolUser,
    'AWS::Cognito::UserPoolUserToGroupAttachment': async () =>
      (await import('./resources/user-to-group-attachment.ts')).userToGroupAttachment,
  },
  start: async (surroundings) => {
    surroundings.jobs.handle<{ poolId: string }>(removalQueue, async ({ value }) =>
      removePool(surroundings, value.poolId),
    )
    rooms.answerPools(async () => (await import('./adapters/site.ts')).poolSite(surroundings))
    return undefined
  },
})
