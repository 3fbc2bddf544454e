import type { AwsError } from '../aws/aws-error.ts'

/** What a resource's handler says of a failure. Source: CloudFormation CLI User Guide, "Handler error codes". */
export type HandlerErrorCode =
  | 'AccessDenied'
  | 'AlreadyExists'
  | 'GeneralServiceException'
  | 'InternalFailure'
  | 'InvalidCredentials'
  | 'InvalidRequest'
  | 'NotFound'
  | 'NotStabilized'
  | 'NotUpdatable'
  | 'ResourceConflict'
  | 'ServiceInternalError'
  | 'ServiceLimitExceeded'
  | 'Throttling'

/** Parts of error codes, and what a resource's handler makes of them; the first that is found counts. */
const rules: ReadonlyArray<readonly [RegExp, HandlerErrorCode]> = [
  // What resource types say of a deployment that failed. Source: events of stacks with CodeDeploy that AWS's users have published.
  [/^DeploymentFailed$/, 'InternalFailure'],
  [/BucketNotEmpty/, 'GeneralServiceException'],
  [/AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden/, 'AccessDenied'],
  [/AlreadyExist|AlreadyOwned|EntityExists|NameExists|ResourceExists|AlreadyInUse/, 'AlreadyExists'],
  [/NotFound|NoSuch|NotExist|NonExistent/, 'NotFound'],
  [/Throttl|TooManyRequests|RequestLimit|SlowDown/, 'Throttling'],
  [/LimitExceeded|QuotaExceeded|TooMany|StorageExceeded/, 'ServiceLimitExceeded'],
  [/Conflict|InUse|ConcurrentModification|OperationAborted/, 'ResourceConflict'],
  [/InvalidClientToken|SignatureDoesNotMatch|ExpiredToken/, 'InvalidCredentials'],
  [/Validation|Invalid|Malformed|Missing|BadRequest|Unsupported/, 'InvalidRequest'],
  [/InternalFailure|InternalError|ServiceFailure/, 'ServiceInternalError'],
]

/** Of these two, creations make that the name is taken. */
const takenCodes = /ResourceConflict|ResourceInUse/

/** Codes that resource types fail with by themselves, where no operation refused. */
const ownCodes: readonly HandlerErrorCode[] = [
  'AlreadyExists',
  'InvalidRequest',
  'NotStabilized',
  'NotUpdatable',
]

/**
 * The code of a handler for a call that failed, while a resource was made or later. The handlers of AWS map each service's
 * errors by hand; these rules are what theirs have in common. Source: CloudFormation CLI User Guide, "Handler error codes".
 */
export function handlerErrorCode(
  { code, fault }: Pick<AwsError, 'code' | 'fault'>,
  isCreation: boolean,
): HandlerErrorCode {
  const own = ownCodes.find((one) => one === code)
  if (own) return own
  if (isCreation && takenCodes.test(code)) return 'AlreadyExists'
  const rule = rules.find(([pattern]) => pattern.test(code))
  if (rule) return rule[1]
  return fault === 'server' ? 'ServiceInternalError' : 'GeneralServiceException'
}
