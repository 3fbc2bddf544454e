/** This server's own registry, as functions' images are pulled from it: over its own port, as everybody pulls. */
import type { GetAuthorizationTokenResponse } from '@aws-sdk/client-ecr'
import { AwsError } from '../../aws/aws-error.ts'
import { type AccountId, partitionOf, type Region } from '../../aws/identifiers.ts'
import type { Caller, Surroundings } from '../../dispatch/index.ts'
import { readRegistryHost } from '../../services/ecr/domain/addresses.ts'
import type { OwnRegistry } from './registries.ts'

/** `address`: where the server is reached on its own machine, `127.0.0.1:4566`. */
export function ownRegistry({ call }: Pick<Surroundings, 'call'>, address: () => string): OwnRegistry {
  return {
    async find(host, repository) {
      const registry = readRegistryHost(host)
      if (!registry) return undefined
      const { accountId, region } = registry
      try {
        await call('ecr:DescribeRepositories', { repositoryNames: [repository] }, rootOf(accountId, region))
      } catch (error) {
        if (error instanceof AwsError && error.fault === 'client') return undefined
        throw error
      }
      // By path, for names below localhost need not lead anywhere.
      const registryName = `${accountId}.dkr.ecr.${region}.amazonaws.com`
      return { host: address(), repository: `${registryName}/${repository}` }
    },
    async credentials(host, repository) {
      const registry = host === address() ? readRegistryHost(repository.split('/', 1)[0] ?? '') : undefined
      if (!registry) return undefined
      const { authorizationData: [data] = [] } = await call<GetAuthorizationTokenResponse>(
        'ecr:GetAuthorizationToken',
        {},
        rootOf(registry.accountId, registry.region),
      )
      const login = Buffer.from(data?.authorizationToken ?? '', 'base64').toString('utf8')
      const at = login.indexOf(':')
      return { username: login.slice(0, at), password: login.slice(at + 1) }
    },
  }
}

/** Lambda reads images of any account here. */
function rootOf(accountId: AccountId, region: Region): Caller {
  const arn = `arn:${partitionOf(region)}:iam::${accountId}:root`
  return { accountId, region, principal: { type: 'root', accountId, arn, userId: accountId } }
}
