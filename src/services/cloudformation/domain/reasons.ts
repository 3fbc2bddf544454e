/** What CloudFormation writes as reasons of statuses. Source: observed on AWS; User Guide, "Troubleshooting CloudFormation". */

export const userInitiated = 'User Initiated'
export const creationInitiated = 'Resource creation Initiated'
export const creationCancelled = 'Resource creation cancelled'
export const updateCancelled = 'Resource update cancelled'
export const needsNewResource =
  'Requested update requires the creation of a new physical resource; hence creating one.'
export const creationTimedOut = 'Stack creation time exceeded the specified timeout'

/** Why alarms take an operation back. UNVERIFIED: the words. */
export const triggersWentOff = (arns: readonly string[]) =>
  `The following rollback trigger(s) went to ALARM state: [${arns.join(', ')}]`
export const triggersMissing = (arns: readonly string[]) =>
  `The following rollback trigger(s) do not exist: [${arns.join(', ')}]`

/** `The following resource(s) failed to create: [A, B]. ` One sentence for each verb, each with its space. */
export function failedResources(
  failures: ReadonlyArray<{
    readonly logicalId: string
    readonly verb: 'create' | 'update' | 'delete' | 'import'
  }>,
): string {
  return (['create', 'update', 'import', 'delete'] as const)
    .map((verb) => {
      const ids = failures.filter((failure) => failure.verb === verb).map(({ logicalId }) => logicalId)
      return ids.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${ids.join(', ')}]. `
    })
    .join('')
}

/** What an error of a resource's call becomes. Source: observed on AWS: messages of resource handlers. */
export function handlerFailure(failure: {
  readonly message: string
  readonly handlerErrorCode: string
  readonly service?: string
  readonly statusCode?: number
  readonly requestId: string
  readonly token: string
}): string {
  const { message, handlerErrorCode, service, statusCode, requestId, token } = failure
  const origin =
    service === undefined
      ? ''
      : ` (Service: ${service}, Status Code: ${statusCode ?? 400}, Request ID: ${requestId})`
  return `Resource handler returned message: "${message}${origin}" (RequestToken: ${token}, HandlerErrorCode: ${handlerErrorCode})`
}
