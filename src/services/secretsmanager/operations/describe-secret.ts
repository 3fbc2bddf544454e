import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { loadSecret } from '../secrets.ts'
import { replicationView, secretFacts, stagesView } from '../views.ts'

/** What is known of a secret, but for its values. */
export async function describeSecret(
  input: Api.DescribeSecretRequest,
  context: OperationContext,
): Promise<Api.DescribeSecretResponse> {
  const found = await loadSecret(context, required(input.SecretId, 'SecretId'), 'DescribeSecret')
  const { value } = found
  return {
    ...secretFacts(found),
    ...(value.versions.length === 0 ? {} : { VersionIdsToStages: stagesView(value) }),
    ...(value.replicas.length === 0 ? {} : { ReplicationStatus: replicationView(value) }),
  }
}
