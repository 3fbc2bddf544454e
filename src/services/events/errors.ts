/**
 * The errors of EventBridge. Words without a mark are AWS's, as recorded tests of public projects, its documents and its users
 * show them.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { defaultBusName } from './domain/names.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

/** `Parameter Event is not valid.`, with a reason where AWS gives one. */
export function invalidParameter(name: string, reason?: string): AwsError {
  return validation(`Parameter ${name} is not valid.${reason === undefined ? '' : ` Reason: ${reason}`}`)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function noBus(name: string): AwsError {
  return notFound(`Event bus ${name} does not exist.`)
}

export function noRule(name: string, busName: string = defaultBusName): AwsError {
  return notFound(`Rule ${name} does not exist on EventBus ${busName}.`)
}

export function alreadyExists(what: string): AwsError {
  return new AwsError('ResourceAlreadyExistsException', `${what} already exists.`)
}

export function limitExceeded(): AwsError {
  return new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
}

export function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

/** UNVERIFIED: the words. */
export function managedRule(name: string): AwsError {
  return new AwsError('ManagedRuleException', `Rule ${name} is managed by an AWS service.`)
}

/** UNVERIFIED: the words. */
export function concurrentModification(): AwsError {
  return new AwsError('ConcurrentModificationException', 'There is concurrent modification on a resource.')
}

export function illegalStatus(message: string): AwsError {
  return new AwsError('IllegalStatusException', message)
}

/** UNVERIFIED: the words. */
export function policyTooLong(): AwsError {
  return new AwsError('PolicyLengthExceededException', 'The event bus policy is too long.')
}

/** A member of a request that would be kept and do nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} of EventBridge yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}
