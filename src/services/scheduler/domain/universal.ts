/**
 * Universal targets: `arn:aws:scheduler:::aws-sdk:service:apiAction`, a call of any operation of any service.
 * Source: Scheduler User Guide, "Using universal targets".
 */

/** What such an ARN names: the service as the SDKs call it, and the operation in lower camel case. */
export interface UniversalTarget {
  readonly service: string
  readonly action: string
}

/** Undefined for the ARN of anything else. */
export function readUniversal(arn: string): UniversalTarget | undefined {
  const [, service, action] =
    /^arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9-]+):([A-Za-z0-9]+)$/.exec(arn) ?? []
  return service === undefined || action === undefined ? undefined : { service, action }
}

/** Operations that only read begin so, and are refused. Source: as above, "Unsupported actions". */
const readingPrefixes = (
  'get describe list poll receive search scan query select read lookup discover validate batchGet batchDescribe batchRead ' +
  'transactGet adminGet adminList testMigration retrieve testConnection translateDocument isAuthorized invokeModel'
).split(' ')

export function onlyReads(action: string): boolean {
  return readingPrefixes.some((prefix) => action.startsWith(prefix))
}

/** What SDKs call a service, from the name of its client: `cloudwatch-logs` is `cloudwatchlogs`. */
export function identifierOf(clientName: string): string {
  return clientName.replaceAll('-', '')
}
