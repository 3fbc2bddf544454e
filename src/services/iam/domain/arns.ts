import { parseArn } from '../../../aws/arn.ts'

/** What an IAM ARN's resource begins with. */
export type ArnKind =
  | 'user'
  | 'group'
  | 'role'
  | 'policy'
  | 'instance-profile'
  | 'server-certificate'
  | 'saml-provider'
  | 'oidc-provider'

/** `arn:aws:iam::123456789012:role/team/Deploy`; the path begins and ends with a slash. */
export function iamArn(
  partition: string,
  accountId: string,
  kind: ArnKind,
  path: string,
  name: string,
): string {
  return `arn:${partition}:iam::${accountId}:${kind}${path}${name}`
}

/** Where a managed policy's ARN points: AWS's own policies belong to the account `aws`. */
export interface PolicyAddress {
  readonly accountId: string
  readonly path: string
  readonly name: string
}

/** Reads the ARN of a managed policy; undefined for anything else. */
export function readPolicyArn(text: string): PolicyAddress | undefined {
  const arn = parseArn(text)
  if (arn?.service !== 'iam' || arn.region !== '' || !/^(?:\d{12}|aws)$/.test(arn.accountId)) return undefined
  const [, path, name] = /^policy(\/(?:.*\/)?)([\w+=,.@-]{1,128})$/.exec(arn.resource) ?? []
  return path === undefined || name === undefined ? undefined : { accountId: arn.accountId, path, name }
}
