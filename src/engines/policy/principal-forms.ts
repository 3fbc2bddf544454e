/** What principals of policies look like. Source: IAM User Guide, "AWS JSON policy elements: Principal". */
import type { PrincipalEntry } from './document.ts'
import { accountNamedBy } from './principals.ts'

const awsForms =
  /^(?:arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|user\/.+|role\/.+)|iam::cloudfront:user\/.+|sts::\d{12}:(?:assumed-role\/[^/]+\/[^/]+|federated-user\/.+))|A(?:IDA|ROA)[A-Z0-9]{12,})$/

/** Whether an entry has the form of a principal; whether it exists is not looked at. */
export function isPrincipal({ type, value }: PrincipalEntry): boolean {
  switch (type) {
    case '*':
      return true
    case 'AWS':
      return value === '*' || accountNamedBy(value) !== undefined || awsForms.test(value)
    case 'Service':
      return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)$/.test(
        value,
      )
    case 'Federated':
      return /^(?:arn:aws[a-z-]*:iam::\d{12}:(?:saml|oidc)-provider\/.+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.test(
        value,
      )
    case 'CanonicalUser':
      return /^[0-9a-f]{64}$/.test(value)
  }
}
