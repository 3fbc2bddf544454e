/**
 * Whether a bucket policy lets in the world: a statement that allows everybody, unless one of its conditions holds it to fixed
 * values. Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 */

const fixing = new Set([
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
])

/** `text` is the policy as JSON; a text that cannot be read is not public, as it allows nothing. */
export function isPublicPolicy(text: string | undefined): boolean {
  if (text === undefined) return false
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return false
  }
  const { Statement } = document as { Statement?: unknown }
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return statements.some((statement) => isPublicStatement(statement as Record<string, unknown>))
}

function isPublicStatement(statement: Record<string, unknown> | undefined): boolean {
  if (statement?.Effect !== 'Allow') return false
  const { Principal: principal, NotPrincipal: others } = statement
  const aws = (principal as { AWS?: unknown } | undefined)?.AWS
  const isEverybody =
    others !== undefined ||
    principal === '*' ||
    aws === '*' ||
    (Array.isArray(aws) && aws.some((name) => name === '*'))
  return isEverybody && !hasFixedCondition(statement.Condition)
}

function hasFixedCondition(conditions: unknown): boolean {
  for (const [operator, keys] of Object.entries((conditions ?? {}) as Record<string, unknown>)) {
    if (/not|null/i.test(operator)) continue
    for (const [key, value] of Object.entries((keys ?? {}) as Record<string, unknown>)) {
      const values = Array.isArray(value) ? value : [value]
      const isOpen = values.some(
        (one) =>
          /[*?]|\$\{|^0\.0\.0\.0\/0$|^::\/0$/.test(String(one)) && key.toLowerCase() !== 'aws:principalarn',
      )
      if (fixing.has(key.toLowerCase()) && !isOpen) return true
    }
  }
  return false
}
