/** CloudWatch's errors, with AWS's words where they are known. */
import { AwsError } from '../../aws/aws-error.ts'

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message)
}

export function missingParameter(message: string): AwsError {
  return new AwsError('MissingRequiredParameterException', message)
}

/** What awsQuery services answer for requests that no shape of the model describes. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The specified next token is not valid.')
}

/** UNVERIFIED: the words. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFound', message, { statusCode: 404 })
}

/** For tags. */
export function tagResourceNotFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist.`, {
    statusCode: 404,
    fields: { ResourceType: 'alarm', ResourceId: arn },
  })
}

export function dashboardNotFound(names: readonly string[]): AwsError {
  return new AwsError('DashboardNotFoundError', `Dashboard ${names.join(', ')} does not exist`, {
    statusCode: 404,
  })
}

export function invalidFormat(message: string): AwsError {
  return new AwsError('InvalidFormatFault', message)
}

export function notSupported(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}

/** Others kept changing the same thing. */
export function tooManyChanges(): AwsError {
  return new AwsError(
    'InternalServiceFault',
    'Too many requests change the same resource at once. Try again.',
    {
      statusCode: 500,
      fault: 'server',
    },
  )
}
