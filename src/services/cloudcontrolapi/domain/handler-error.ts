import type { HandlerErrorCode } from '@aws-sdk/client-cloudcontrol'
import type { AwsError } from '../../../aws/aws-error.ts'

/** Parts of error codes, and what a resource's handler makes of them; the first that is found counts. */
const rules: ReadonlyArray<readonly [RegExp, HandlerErrorCode]> = [
  [/BucketNotEmpty/, 'GeneralServiceException'],
  [/AccessDenied|Unauthorized|NotAuthorized|AuthorizationError/, 'AccessDenied'],
  [/AlreadyExists|AlreadyOwned|EntityExists|QueueNameExists|ResourceExists|AlreadyInUse/, 'AlreadyExists'],
  [/NotFound|NoSuch|NotExist|DoesNotExist|NonExistent/, 'NotFound'],
  [/Throttl|TooManyRequests|RequestLimit|SlowDown/, 'Throttling'],
  [/LimitExceeded|QuotaExceeded|TooMany|StorageExceeded/, 'ServiceLimitExceeded'],
  [/Conflict|InUse|ConcurrentModification|OperationAborted/, 'ResourceConflict'],
  [/InvalidClientToken|SignatureDoesNotMatch|ExpiredToken/, 'InvalidCredentials'],
  [/Validation|Invalid|Malformed|MissingParameter|BadRequest|Unsupported/, 'InvalidRequest'],
]

/** Codes that resource types fail with by themselves, where no operation refused. */
const ownCodes: readonly HandlerErrorCode[] = [
  'AlreadyExists',
  'InvalidRequest',
  'NotStabilized',
  'NotUpdatable',
]

/**
 * The code of a handler for a call that failed. The handlers of AWS map each service's errors by hand; these rules are
 * what theirs have in common. Source: CloudFormation CLI User Guide, "Handler error codes".
 */
export function handlerErrorCode(error: Pick<AwsError, 'code' | 'fault'>): HandlerErrorCode {
  if (ownCodes.some((code) => code === error.code)) return error.code as HandlerErrorCode
  const rule = rules.find(([pattern]) => pattern.test(error.code))
  if (rule) return rule[1]
  return error.fault === 'server' ? 'ServiceInternalError' : 'GeneralServiceException'
}
