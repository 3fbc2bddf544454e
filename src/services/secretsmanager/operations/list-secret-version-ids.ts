import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { pageItems } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { values } from '../records.ts'
import { required } from '../required.ts'
import { loadSecret } from '../secrets.ts'

/** The versions of a secret; those without a label on request. */
export async function listSecretVersionIds(
  input: Api.ListSecretVersionIdsRequest,
  context: OperationContext,
): Promise<Api.ListSecretVersionIdsResponse> {
  const { value: secret, arn } = await loadSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'ListSecretVersionIds',
  )
  const all = secret.versions.filter(({ stages }) => input.IncludeDeprecated === true || stages.length > 0)
  const purpose = ['ListSecretVersionIds', secret.id, input.IncludeDeprecated ?? false]
  const { items, more } = pageOf(all, input.MaxResults ?? pageItems, input.NextToken, purpose)
  const kept = await values.getMany(
    context.store,
    items.map(({ id }) => [secret.id, id]),
  )
  return {
    ARN: arn,
    Name: secret.name,
    Versions: items.map(({ id, stages, createdAt, accessedAt }, index) => ({
      VersionId: id,
      ...(stages.length === 0 ? {} : { VersionStages: [...stages] }),
      ...(accessedAt === undefined ? {} : { LastAccessedDate: new Date(accessedAt) }),
      CreatedDate: new Date(createdAt),
      KmsKeyIds: [
        secret.kmsKeyId === undefined
          ? 'DefaultEncryptionKey'
          : (kept[index]?.value.keyArn ?? secret.kmsKeyId),
      ],
    })),
    ...more,
  }
}
