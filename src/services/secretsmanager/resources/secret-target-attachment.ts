import type * as Api from '@aws-sdk/client-secrets-manager'
import type { ResourceRequest, ResourceType } from '../../../dispatch/index.ts'

/**
 * AWS::SecretsManager::SecretTargetAttachment: at AWS it writes engine, host and port of a database into the secret. There are
 * no databases of those kinds here: the attachment is a record, the secret must exist and stays as it is.
 * Source: CloudFormation template reference, of that name.
 */
export const secretTargetAttachment: ResourceType = {
  create: put,
  update: put,
  remove: async () => {},
  recordOnly: true,
}

async function put({ call, properties }: ResourceRequest) {
  const SecretId = String(properties.SecretId)
  const { ARN = SecretId } = await call<Api.DescribeSecretResponse>('secretsmanager:DescribeSecret', {
    SecretId,
  })
  return { physicalId: ARN, attributes: { Id: ARN } }
}
