import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { noteAccess } from '../accessing.ts'
import { required } from '../required.ts'
import { loadLivingSecret } from '../secrets.ts'
import { readVersion, valueView } from '../versions.ts'

/** A secret's value: of its current version, or of the one that an id or a label means. */
export async function getSecretValue(
  input: Api.GetSecretValueRequest,
  context: OperationContext,
): Promise<Api.GetSecretValueResponse> {
  const found = await loadLivingSecret(context, required(input.SecretId, 'SecretId'), 'GetSecretValue')
  const { version, value } = await readVersion(context, found.value, input)
  await noteAccess(context, found, version.id)
  return {
    ARN: found.arn,
    Name: found.value.name,
    VersionId: version.id,
    ...valueView(value),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAt),
  }
}
