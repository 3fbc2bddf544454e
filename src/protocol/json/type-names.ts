/**
 * What stands before the name of an error in `__type`. Services of awsJson1.0 send a namespace, those of awsJson1.1
 * the bare name; clients look only behind the `#`.
 */
import type { ServiceModel } from '../../models/index.ts'

/** Errors that AWS's service framework answers itself, whatever the service; the second namespace is its validator's. */
const frameworkNamespaces: Readonly<Record<string, string>> = {
  AccessDeniedException: 'com.amazon.coral.service',
  ExpiredTokenException: 'com.amazon.coral.service',
  IncompleteSignatureException: 'com.amazon.coral.service',
  InternalFailure: 'com.amazon.coral.service',
  InvalidSignatureException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate',
}

/**
 * By model. Source: DynamoDB Developer Guide, "Error handling with DynamoDB"; SQS Developer Guide, "Making API requests
 * with AWS JSON protocol"; Step Functions as its early SDKs list them (`com.amazonaws.swf.service.v2.model#...`).
 * UNVERIFIED: CloudWatch and Cloud Control, whose namespace is that of their Smithy model.
 */
const serviceNamespaces: Readonly<Record<string, string>> = {
  cloudcontrol: 'com.amazonaws.cloudcontrol',
  cloudwatch: 'com.amazonaws.cloudwatch',
  dynamodb: 'com.amazonaws.dynamodb.v20120810',
  'dynamodb-streams': 'com.amazonaws.dynamodb.v20120810',
  sfn: 'com.amazonaws.swf.service.v2.model',
  sqs: 'com.amazonaws.sqs',
}

/** The value of `__type` for an error of this name. */
export function typeName(model: ServiceModel, name: string): string {
  const own = serviceNamespaces[model.name]
  if (own === undefined) return name
  return `${(Object.hasOwn(frameworkNamespaces, name) ? frameworkNamespaces[name] : undefined) ?? own}#${name}`
}

/** The framework's own errors spell their message with a capital where they speak of the body or of permissions. */
export function frameworkMessageName(name: string): 'message' | 'Message' {
  return name === 'SerializationException' || name === 'AccessDeniedException' ? 'Message' : 'message'
}
