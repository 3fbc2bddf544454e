/** The errors of Step Functions. Words without a mark are AWS's, as its users and recorded tests of public projects show them. */
import { AwsError } from '../../aws/aws-error.ts'

const refusal = (code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): AwsError =>
  new AwsError(code, message, { fields })

export const noMachine = (arn: string) =>
  refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)

export const machineExists = (arn: string) =>
  refusal('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)

export const machineDeleting = (arn: string) =>
  refusal('StateMachineDeleting', `State Machine Deleting: '${arn}'`)

/** UNVERIFIED: the words of this and the next two. */
export const machineLimit = () =>
  refusal('StateMachineLimitExceeded', 'The maximum number of state machines has been reached.')

export const executionLimit = () =>
  refusal('ExecutionLimitExceeded', 'The maximum number of running executions has been reached.')

export const activityLimit = () =>
  refusal('ActivityLimitExceeded', 'The maximum number of activities has been reached.')

export const noExecution = (arn: string) =>
  refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)

export const executionExists = (arn: string) =>
  refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)

export const notRedrivable = (message: string) => refusal('ExecutionNotRedrivable', message)

export const noActivity = (arn: string) =>
  refusal('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)

/** UNVERIFIED: the words. */
export const activityExists = (arn: string) =>
  refusal('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`)

/** UNVERIFIED: the words. */
export const activityWorkerLimit = () =>
  refusal('ActivityWorkerLimitExceeded', 'The maximum number of workers concurrently polling was reached.')

export const invalidName = (name: string) => refusal('InvalidName', `Invalid Name: '${name}'`)

export const invalidArn = (words: string) => refusal('InvalidArn', `Invalid Arn: '${words}'`)

/** In the engine's words. */
export const invalidDefinition = (message: string) => refusal('InvalidDefinition', message)

export const invalidExecutionInput = (words: string) =>
  refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: '${words}'`)

export const invalidOutput = (words: string) => refusal('InvalidOutput', `Invalid Output: '${words}'`)

export const invalidLogging = (words: string) =>
  refusal('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${words}`)

export const invalidEncryption = (words: string) =>
  refusal('InvalidEncryptionConfiguration', `Invalid Encryption Configuration: ${words}`)

/** The words of KMS, as it is with the next two. */
export const kmsAccessDenied = ({ message }: AwsError) => refusal('KmsAccessDeniedException', message)

export const kmsInvalidState = ({ message }: AwsError, kmsKeyState: string) =>
  refusal('KmsInvalidStateException', message, { kmsKeyState })

export const kmsThrottled = ({ message }: AwsError) => refusal('KmsThrottlingException', message)

export const invalidToken = (words = 'Invalid token') => refusal('InvalidToken', `Invalid Token: '${words}'`)

export const taskTimedOut = () =>
  refusal('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")

export const conflict = (message: string) => refusal('ConflictException', message)

export const quotaExceeded = (message: string) => refusal('ServiceQuotaExceededException', message)

export const validation = (message: string, reason?: string) =>
  refusal('ValidationException', message, reason === undefined ? {} : { reason })

/** Observed on AWS, 2024-07-03. */
export const typeNotSupported = () =>
  refusal('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')

export const missingParameter = (message: string) => refusal('MissingRequiredParameter', message)

export const noResource = (arn: string) =>
  refusal('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn })

/** What is said of aliases, and of the versions that they lead to. Observed on AWS, 2025-03-03. */
export const noReferenced = () =>
  refusal('ResourceNotFound', 'Request references a resource that does not exist.')

export const tooManyTags = (arn: string) =>
  refusal('TooManyTags', `Too many tags: '${arn}'`, { resourceName: arn })
