import { parseArn } from '../../aws/arn.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { iamArn } from './domain/arns.ts'
import { noSuchEntity, validation } from './errors.ts'
import { type OpenIdProvider, openIdProviders, type SamlProvider, samlProviders } from './records.ts'

/** An OpenID Connect provider of the account, by its ARN. */
export async function findOpenIdProvider(
  { store, accountId }: OperationContext,
  arn: string,
  absent: (arn: string) => Error = noSuchOpenIdProvider,
): Promise<Stored<OpenIdProvider>> {
  const url = nameIn(arn, accountId, 'oidc-provider/')
  const stored = url === undefined ? undefined : await openIdProviders.get(store, [accountId, url])
  if (!stored) throw absent(arn)
  return stored
}

/** A SAML provider of the account, by its ARN. */
export async function findSamlProvider(
  { store, accountId }: OperationContext,
  arn: string,
): Promise<Stored<SamlProvider>> {
  const name = nameIn(arn, accountId, 'saml-provider/')
  const stored = name === undefined ? undefined : await samlProviders.get(store, [accountId, name])
  if (!stored) throw noSuchEntity(`Manifest not found for arn ${arn}`)
  return stored
}

function noSuchOpenIdProvider(arn: string): Error {
  return noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
}

/** What an ARN of this account names. Fails with ValidationError for text that is no ARN of the kind. */
function nameIn(text: string, accountId: string, kind: string): string | undefined {
  const arn = parseArn(text)
  if (arn?.service !== 'iam' || !arn.resource.startsWith(kind)) throw validation(`Invalid ARN:  ${text}`)
  const name = arn.resource.slice(kind.length)
  // What is longer was never made, and would not make a key of the store either.
  return arn.accountId === accountId && name.length <= longestName ? name : undefined
}

/** Of a provider's address; names are shorter. Source: IAM API Reference, CreateOpenIDConnectProvider. Unit: characters. */
const longestName = 255

export function openIdProviderArn({ accountId, url }: OpenIdProvider, partition: string): string {
  return iamArn(partition, accountId, 'oidc-provider', '/', url)
}

export function samlProviderArn({ accountId, name }: SamlProvider, partition: string): string {
  return iamArn(partition, accountId, 'saml-provider', '/', name)
}
