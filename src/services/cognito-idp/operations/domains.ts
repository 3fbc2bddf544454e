/** Domains of pools. Source: API Reference, CreateUserPoolDomain and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { randomText } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, notFound } from '../errors.ts'
import { loadPool } from '../pools.ts'
import { type Domain, domains } from '../records.ts'
import { required } from '../required.ts'

export async function createUserPoolDomain(
  input: Api.CreateUserPoolDomainRequest,
  context: OperationContext,
): Promise<Api.CreateUserPoolDomainResponse> {
  const { store, accountId, region } = context
  const name = required(input.Domain, 'Domain')
  checkName(name, input.CustomDomainConfig !== undefined)
  const domain = await change(context, async (commit) => {
    const { value: pool } = await loadPool(context, input.UserPoolId)
    const { items } = await domains.listBy(store, 'pool', { prefix: [pool.id] })
    const custom = customOf(context, input)
    if (items.some(({ value }) => (value.custom === undefined) === (custom === undefined)))
      throw invalidParameter('User pool already has a domain configured.')
    if (await domains.get(store, [name]))
      throw invalidParameter(
        custom === undefined
          ? 'Domain already associated with another user pool.'
          : 'One or more of the CNAMEs you provided are already associated with a different resource.',
      )
    const made: Domain = {
      accountId,
      region,
      domain: name,
      poolId: pool.id,
      ...(custom === undefined ? {} : { custom }),
      managedLoginVersion: input.ManagedLoginVersion ?? 1,
    }
    domains.put(commit, made, undefined)
    return made
  })
  return {
    ManagedLoginVersion: domain.managedLoginVersion,
    ...(domain.custom ? { CloudFrontDomain: domain.custom.distribution } : {}),
  }
}

function checkName(name: string, isCustom: boolean): void {
  if (isCustom) {
    if (!name.includes('.')) throw invalidParameter('Custom domain is not a valid subdomain.')
    return
  }
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw invalidParameter('Domain prefix has an invalid format.')
  const reserved = ['aws', 'amazon', 'cognito'].find((word) => name.includes(word))
  if (reserved !== undefined) throw invalidParameter(`Domain cannot contain reserved word: ${reserved}`)
}

function customOf(
  { random }: OperationContext,
  { CustomDomainConfig: config }: Pick<Api.CreateUserPoolDomainRequest, 'CustomDomainConfig'>,
): Domain['custom'] {
  if (!config) return undefined
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const certificateArn = required(config.CertificateArn, 'CertificateArn')
  return { certificateArn, distribution: `d${randomText(random, letters, 13)}.cloudfront.net` }
}

/** A name that nobody has is answered with nothing. Source: API Reference, DescribeUserPoolDomain. */
export async function describeUserPoolDomain(
  input: Api.DescribeUserPoolDomainRequest,
  context: OperationContext,
): Promise<Api.DescribeUserPoolDomainResponse> {
  const stored = await domains.get(context.store, [input.Domain ?? ''])
  const domain = stored?.value
  if (!domain || domain.accountId !== context.accountId || domain.region !== context.region)
    return { DomainDescription: {} }
  return {
    DomainDescription: {
      UserPoolId: domain.poolId,
      AWSAccountId: domain.accountId,
      Domain: domain.domain,
      S3Bucket: `aws-cognito-prod-${domain.region}-assets`,
      CloudFrontDistribution: domain.custom?.distribution ?? 'd111111abcdef8.cloudfront.net',
      Version: '20250101000000',
      Status: 'ACTIVE',
      CustomDomainConfig: domain.custom ? { CertificateArn: domain.custom.certificateArn } : ({} as never),
      ManagedLoginVersion: domain.managedLoginVersion,
    },
  }
}

export async function updateUserPoolDomain(
  input: Api.UpdateUserPoolDomainRequest,
  context: OperationContext,
): Promise<Api.UpdateUserPoolDomainResponse> {
  const domain = await change(context, async (commit) => {
    const stored = await loadDomain(context, input)
    const { custom } = stored.value
    const certificateArn = input.CustomDomainConfig?.CertificateArn
    const next: Domain = {
      ...stored.value,
      ...(custom && certificateArn !== undefined ? { custom: { ...custom, certificateArn } } : {}),
      managedLoginVersion: input.ManagedLoginVersion ?? stored.value.managedLoginVersion,
    }
    domains.put(commit, next, stored)
    return next
  })
  return {
    ManagedLoginVersion: domain.managedLoginVersion,
    ...(domain.custom ? { CloudFrontDomain: domain.custom.distribution } : {}),
  }
}

export async function deleteUserPoolDomain(
  input: Api.DeleteUserPoolDomainRequest,
  context: OperationContext,
): Promise<Api.DeleteUserPoolDomainResponse> {
  await change(context, async (commit) => domains.remove(commit, await loadDomain(context, input)))
  return {}
}

async function loadDomain(
  context: OperationContext,
  { UserPoolId, Domain: name = '' }: { UserPoolId?: string | undefined; Domain?: string | undefined },
) {
  const { value: pool } = await loadPool(context, UserPoolId)
  const stored = await domains.get(context.store, [name])
  if (stored?.value.poolId !== pool.id || !stored) throw notFound('No such domain or user pool exists.')
  return stored
}
