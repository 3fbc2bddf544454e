import { parseArn } from '../../aws/arn.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { type Reference, readReference } from './domain/names.ts'
import { resourceNotFound, resourcePolicyInvalidParameter } from './errors.ts'
import { findParameter } from './parameters.ts'
import type { Parameter } from './records.ts'
import { required } from './required.ts'

/**
 * The parameter that a resource policy is for. UNVERIFIED: the words of the refusals.
 * Fails with ResourcePolicyInvalidParameterException or ResourceNotFoundException.
 */
export async function loadPolicyResource(
  context: OperationContext,
  resourceArn: string | undefined,
): Promise<Parameter> {
  const reference = readParameterArn(required(resourceArn, 'ResourceArn'))
  const { owner } = reference
  if (owner?.accountId !== context.accountId || owner.region !== context.region) throw resourceNotFound()
  const stored = await findParameter(context, reference.path)
  if (stored === undefined) throw resourceNotFound()
  return stored.value
}

function readParameterArn(text: string): Reference {
  const arn = parseArn(text)
  if (arn?.service !== 'ssm' || !arn.resource.startsWith('parameter/') || arn.resource.includes(':')) {
    throw resourcePolicyInvalidParameter(
      ['ResourceArn'],
      'The resource ARN must be that of a parameter: other resources of Systems Manager are not supported.',
    )
  }
  return readReference(text)
}
