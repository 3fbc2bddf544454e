import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { pageItems } from '../limits.ts'
import { pageOf, searchSecrets } from '../listing.ts'
import { secretFacts, stagesView } from '../views.ts'

/** The account's secrets in this region. */
export async function listSecrets(
  input: Api.ListSecretsRequest,
  context: OperationContext,
): Promise<Api.ListSecretsResponse> {
  const filters = (input.Filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values }))
  const deleted = input.IncludePlannedDeletion ?? false
  const found = await searchSecrets(context, { filters, deleted })
  const { SortOrder: order = 'desc', SortBy: by = 'created-date' } = input
  const rank = ({ value }: (typeof found)[number]): number | string => {
    if (by === 'name') return value.name
    if (by === 'last-changed-date') return value.changedAt
    return by === 'last-accessed-date' ? (value.accessedAt ?? 0) : value.createdAt
  }
  const sign = order === 'asc' ? 1 : -1
  const sorted = found
    .map((secret) => ({ secret, rank: rank(secret) }))
    .sort((left, right) => (left.rank < right.rank ? -sign : left.rank > right.rank ? sign : 0))
  const purpose = [
    'ListSecrets',
    context.accountId,
    context.region,
    JSON.stringify(filters),
    deleted,
    order,
    by,
  ]
  const { items, more } = pageOf(sorted, input.MaxResults ?? pageItems, input.NextToken, purpose)
  return {
    SecretList: items.map(({ secret }) => ({
      ...secretFacts(secret),
      ...(secret.value.versions.length === 0 ? {} : { SecretVersionsToStages: stagesView(secret.value) }),
    })),
    ...more,
  }
}
