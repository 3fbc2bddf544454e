import { join } from '../intrinsics/build.ts'
import type { Dict, Value } from '../python/values.ts'

/** A trust policy that lets one service take the role. */
export function serviceTrust(service: string): Dict {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  }
}

/** An inline policy of a role that allows one action on one resource. */
export function allowing(policyName: string, action: string, resource: Value): Dict {
  return {
    PolicyName: policyName,
    PolicyDocument: { Statement: [{ Action: action, Effect: 'Allow', Resource: resource }] },
  }
}

/** The inline policy for a function's dead-letter queue. */
export function deadLetterPolicy(action: string, resource: Value): Dict {
  return {
    PolicyName: 'DeadLetterQueuePolicy',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: action, Resource: resource, Effect: 'Allow' }],
    },
  }
}

/** The inline policy for a bucket that gets records of invocations. */
export function bucketDestinationPolicy(prefix: string, bucket: Value): Dict {
  return {
    PolicyName: `${prefix}S3Policy`,
    PolicyDocument: {
      Statement: [
        { Action: 's3:PutObject', Effect: 'Allow', Resource: join('/', [bucket, '*']) },
        { Action: 's3:ListBucket', Effect: 'Allow', Resource: bucket },
      ],
    },
  }
}
