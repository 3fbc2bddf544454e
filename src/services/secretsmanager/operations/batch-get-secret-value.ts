import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidParameter } from '../errors.ts'
import { batchItems } from '../limits.ts'
import { pageOf, searchSecrets } from '../listing.ts'
import { getSecretValue } from './get-secret-value.ts'

/** The current values of several secrets, by their names or by filters. What cannot be had of one is said of it alone. */
export async function batchGetSecretValue(
  input: Api.BatchGetSecretValueRequest,
  context: OperationContext,
): Promise<Api.BatchGetSecretValueResponse> {
  const { ids, more } = await chosen(input, context)
  const SecretValues: Api.SecretValueEntry[] = []
  const Errors: Api.APIErrorType[] = []
  for (const SecretId of ids) {
    try {
      SecretValues.push(await getSecretValue({ SecretId }, context))
    } catch (error) {
      if (!(error instanceof AwsError) || error.fault === 'server') throw error
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message })
    }
  }
  return { SecretValues, Errors, ...more }
}

/** UNVERIFIED: the words. */
async function chosen(input: Api.BatchGetSecretValueRequest, context: OperationContext) {
  const { SecretIdList: ids, Filters: filters } = input
  if ((ids === undefined) === (filters === undefined))
    throw invalidParameter('You must include Filters or SecretIdList, but not both.')
  if (ids !== undefined) {
    if (input.MaxResults !== undefined) throw invalidParameter('MaxResults can be used with Filters alone.')
    return { ids, more: {} }
  }
  const asked = (filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values }))
  const all = await searchSecrets(context, { filters: asked, deleted: false })
  const purpose = ['BatchGetSecretValue', context.accountId, context.region, JSON.stringify(asked)]
  const { items, more } = pageOf(all, input.MaxResults ?? batchItems, input.NextToken, purpose)
  return { ids: items.map(({ arn }) => arn), more }
}
