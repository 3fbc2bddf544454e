/** The errors of CodeDeploy. Words without a mark are AWS's, as its users have published them. */
import { AwsError } from '../../aws/aws-error.ts'
import type { ValidationStyle } from '../../dispatch/index.ts'

export function refusal(code: string, message: string): AwsError {
  return new AwsError(code, message, { fields: { message } })
}

export function noApplication(name: string): AwsError {
  return refusal('ApplicationDoesNotExistException', `No application found for name: ${name}`)
}

export function noGroup(name: string): AwsError {
  return refusal('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)
}

export function noConfig(name: string): AwsError {
  return refusal(
    'DeploymentConfigDoesNotExistException',
    `No Deployment Configuration found for name: ${name}`,
  )
}

export function noDeployment(id: string): AwsError {
  return refusal('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
}

/** UNVERIFIED: the words. */
export function completedAlready(id: string): AwsError {
  return refusal('DeploymentAlreadyCompletedException', `The deployment ${id} is already completed`)
}

export function roleRefused(roleArn: string): AwsError {
  return refusal(
    'InvalidRoleException',
    `AWS CodeDeploy does not have the permissions required to assume the role ${roleArn}.`,
  )
}

export function activeAlready(groupName: string, deploymentId: string): AwsError {
  return refusal(
    'DeploymentLimitExceededException',
    `The Deployment Group '${groupName}' already has an active Deployment '${deploymentId}'`,
  )
}

/** UNVERIFIED: the words. */
export function tooManyNames(): AwsError {
  return refusal(
    'BatchLimitExceededException',
    'The maximum number of names or IDs allowed for this request (100) was exceeded.',
  )
}

/** UNVERIFIED: the words. */
export function invalidToken(): AwsError {
  return refusal('InvalidNextTokenException', 'The next token was specified in an invalid format.')
}

/** UNVERIFIED: the words. */
export function tooManyConflicts(): AwsError {
  return refusal('ThrottlingException', 'The resource is changed by others at the same time.')
}

/** Deployments to other platforms than Lambda. */
export function platformNotBuilt(platform: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `Deployments of compute platform ${platform} are not built: Lambent runs functions, no ${platform === 'ECS' ? 'containers' : 'servers'}.`,
    { statusCode: 501 },
  )
}

/** Codes for members that must be there. Source: API Reference, the errors of each operation. */
const requiredCodes: Readonly<Record<string, string>> = {
  applicationName: 'ApplicationNameRequiredException',
  deploymentGroupName: 'DeploymentGroupNameRequiredException',
  currentDeploymentGroupName: 'DeploymentGroupNameRequiredException',
  deploymentConfigName: 'DeploymentConfigNameRequiredException',
  deploymentId: 'DeploymentIdRequiredException',
  deploymentIds: 'DeploymentIdRequiredException',
  targetId: 'DeploymentTargetIdRequiredException',
  targetIds: 'DeploymentTargetIdRequiredException',
  revision: 'RevisionRequiredException',
  revisions: 'RevisionRequiredException',
  serviceRoleArn: 'RoleRequiredException',
  ResourceArn: 'ResourceArnRequiredException',
}

/** What is missing has an error of its own; what a name does not allow as well. UNVERIFIED: the words. */
export const validation: ValidationStyle = {
  refuse: (violations) => {
    const [first] = violations
    if (first?.kind === 'required') {
      const code = requiredCodes[first.member]
      return code === undefined ? undefined : refusal(code, `${first.member} is required.`)
    }
    return undefined
  },
}

/** The member, which the model does not require although the operation does. */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined) return value
  throw refusal(requiredCodes[member] ?? 'InvalidInputException', `${member} is required.`)
}
