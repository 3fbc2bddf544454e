import type { STS } from '@aws-sdk/client-sts'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { assumeRole } from './operations/assume-role.ts'
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts'
import { assumeServiceIdentity } from './operations/assume-service-identity.ts'
import { getAccessKeyInfo } from './operations/get-access-key-info.ts'
import { getCallerIdentity } from './operations/get-caller-identity.ts'
import { getFederationToken } from './operations/get-federation-token.ts'
import { getSessionToken } from './operations/get-session-token.ts'

/** AWS Security Token Service: temporary credentials. */
export const service: ServiceDefinition = {
  prefix: 'sts',
  model: 'sts',
  operations: {
    AssumeRole: assumeRole,
    AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
    GetAccessKeyInfo: getAccessKeyInfo,
    GetCallerIdentity: getCallerIdentity,
    GetFederationToken: getFederationToken,
    GetSessionToken: getSessionToken,
  } satisfies OperationTable<STS>,
  inner: { AssumeServiceIdentity: assumeServiceIdentity },
  validation: { code: 'ValidationError' },
}
