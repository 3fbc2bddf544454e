import type { AwsError } from '../../aws/aws-error.ts'
import type { ValidationStyle, Violation } from '../../dispatch/index.ts'
import { validation } from './errors.ts'

/**
 * How IAM words what its model's constraints refuse. Names and paths have sentences of their own, and values are not
 * repeated. Source: observed on AWS in February 2026 (localstack/localstack:tests/aws/services/iam/*.snapshot.json).
 */
export const validationStyle: ValidationStyle = {
  refuse,
  // The model's pattern knows no wildcards, which the reference allows here (SimulatePrincipalPolicy, InlinePolicyIdentifierType).
  leave: ({ kind, path }) => kind === 'pattern' && path.endsWith('inlinePolicyIdentifier.attachmentName'),
}

function refuse(found: readonly Violation[]): AwsError {
  const [first] = found
  if (found.length === 1 && first?.kind === 'pattern') {
    if (first.path === 'path' || first.path === 'newPath' || first.path === 'pathPrefix') {
      return validation(
        `The specified value for ${first.path} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
      )
    }
    if (first.path.endsWith('Name')) {
      return validation(
        `The specified value for ${first.path} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
      )
    }
  }
  const listed = new Set(
    found.map(({ path, constraint }) => {
      const [list = '', member] = /^(\w+)\.\d+(\.member)$/.exec(path)?.slice(1) ?? []
      const asked =
        member && elements[list] ? `Member must satisfy constraint: [${elements[list]}]` : constraint
      return `Value at '${asked === constraint ? path : list}' failed to satisfy constraint: ${asked}`
    }),
  )
  return validation(
    `${listed.size} validation error${listed.size === 1 ? '' : 's'} detected: ${[...listed].join('; ')}`,
  )
}

/** Lists of text, where IAM names the list and all that it asks of an element. */
const elements: Readonly<Record<string, string>> = {
  clientIDList:
    'Member must have length less than or equal to 255, Member must have length greater than or equal to 1',
  tagKeys:
    'Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null',
  thumbprintList:
    'Member must have length less than or equal to 40, Member must have length greater than or equal to 40',
}
