/**
 * The parts of an Amazon Resource Name: `arn:partition:service:region:account-id:resource`.
 * Region and account are empty where the service has none. Source: IAM User Guide, "Amazon Resource Names (ARNs)".
 */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** All that follows the account, colons and slashes included. */
  readonly resource: string
}

/** Reads an ARN, or undefined when the text has not the six parts of one. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text)
  if (!match) return undefined
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match
  if (partition === '' || service === '') return undefined
  return { partition, service, region, accountId, resource }
}

/** Writes an ARN. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`
}
