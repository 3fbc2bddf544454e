import type * as Api from '@aws-sdk/client-ecr'
import type { OperationContext } from '../../../dispatch/index.ts'
import { registryHost } from '../domain/addresses.ts'
import { tokenMs } from '../limits.ts'
import { registryOf } from '../repositories.ts'
import { issueToken } from '../tokens.ts'

/** GetAuthorizationToken: what `docker login` takes, for all registries that the caller may reach. */
export async function getAuthorizationToken(
  input: Api.GetAuthorizationTokenRequest,
  context: OperationContext,
): Promise<Api.GetAuthorizationTokenResponse> {
  const { secret, expiresAt } = await issueToken(context, tokenMs)
  const authorizationToken = Buffer.from(`AWS:${secret}`).toString('base64')
  const registries = input.registryIds ?? [context.accountId]
  return {
    authorizationData: registries.map((registryId) => ({
      authorizationToken,
      expiresAt: new Date(expiresAt),
      proxyEndpoint: `http://${registryHost(registryOf(context, { registryId }), context.settings.endpoint)}`,
    })),
  }
}

/** DescribeRegistry. Nothing is replicated here. */
export async function describeRegistry(
  _input: Api.DescribeRegistryRequest,
  { accountId }: OperationContext,
): Promise<Api.DescribeRegistryResponse> {
  return { registryId: accountId, replicationConfiguration: { rules: [] } }
}

/** GetRegistryScanningConfiguration: what a registry has that nobody has configured. */
export async function getRegistryScanningConfiguration(
  _input: Api.GetRegistryScanningConfigurationRequest,
  { accountId }: OperationContext,
): Promise<Api.GetRegistryScanningConfigurationResponse> {
  return { registryId: accountId, scanningConfiguration: { scanType: 'BASIC', rules: [] } }
}
