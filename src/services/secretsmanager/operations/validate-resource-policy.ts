import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { isPublic, readPolicy } from '../policies.ts'
import { required } from '../required.ts'
import { loadSecret } from '../secrets.ts'

/** Whether a policy can be put on a secret. UNVERIFIED: the names of the checks, and the words. */
export async function validateResourcePolicy(
  input: Api.ValidateResourcePolicyRequest,
  context: OperationContext,
): Promise<Api.ValidateResourcePolicyResponse> {
  if (input.SecretId !== undefined) await loadSecret(context, input.SecretId, 'ValidateResourcePolicy')
  try {
    const document = readPolicy(required(input.ResourcePolicy, 'ResourcePolicy'))
    if (!isPublic(document)) return { PolicyValidationPassed: true, ValidationErrors: [] }
    return failed('PUBLIC_POLICY', 'This resource policy grants broad access to the secret.')
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return failed('SYNTAX', error.message)
  }
}

function failed(CheckName: string, ErrorMessage: string): Api.ValidateResourcePolicyResponse {
  return { PolicyValidationPassed: false, ValidationErrors: [{ CheckName, ErrorMessage }] }
}
