import { AwsError } from '../../aws/aws-error.ts'

/** What is wrong with a request or with the template in it. Source: API Reference, "Common errors". */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function noSuchStack(nameOrId: string): AwsError {
  return validationError(`Stack with id ${nameOrId} does not exist`)
}

/** Operations that change a stack word it differently from those that describe one. Source: observed on AWS. */
export function noSuchStackToChange(name: string): AwsError {
  return validationError(`Stack [${name}] does not exist`)
}

export function noSuchChangeSet(name: string): AwsError {
  return new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, { statusCode: 404 })
}

export function alreadyExists(name: string): AwsError {
  return new AwsError('AlreadyExistsException', `Stack [${name}] already exists`)
}

export function insufficientCapabilities(capabilities: string): AwsError {
  return new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${capabilities}]`)
}

export function busy(): AwsError {
  return new AwsError('Throttling', 'Rate exceeded', { statusCode: 400 })
}

export function alreadyExistingChangeSet(name: string): AwsError {
  return new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`)
}
