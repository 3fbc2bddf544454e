import type { AwsError } from '../../aws/aws-error.ts'
import type { ValidationStyle, Violation } from '../../dispatch/index.ts'
import { validation } from './errors.ts'

/**
 * How IAM words what its model's constraints refuse. Names and paths have sentences of their own, and values are not
 * repeated. Source: observed on AWS in February 2026 (localstack/localstack:tests/aws/services/iam/*.snapshot.json).
 */
export const validationStyle: ValidationStyle = { refuse }

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
  const listed = found.map(
    ({ path, constraint }) => `Value at '${path}' failed to satisfy constraint: ${constraint}`,
  )
  return validation(
    `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${listed.join('; ')}`,
  )
}
