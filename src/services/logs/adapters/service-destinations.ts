/**
 * Subscribed events go to functions and Kinesis streams. Functions are invoked asynchronously by the service itself, whose right
 * to do so their resource policies give; streams are written as the role that the filter names. Source: CloudWatch Logs User
 * Guide, "Log group-level subscription filters", examples 1 (Kinesis) and 2 (Lambda).
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { randomUuid } from '../../../base/random.ts'
import { type Caller, type Surroundings, serviceCaller } from '../../../dispatch/index.ts'
import type {
  EncodedPayload,
  SubscriptionDestination,
  SubscriptionDestinations,
} from './subscription-destinations.ts'

type Needed = Pick<Surroundings, 'call' | 'random'>

/** Delivery streams cannot be reached: nothing here serves them. Of a destination that stands for a stream, the stream is reached. */
export function serviceDestinations(surroundings: Needed): SubscriptionDestinations {
  return {
    async canReach(destination, probe) {
      try {
        if (destination.kind === 'lambda') await invoke(surroundings, destination, probe, 'DryRun')
        else await put(surroundings, destination, probe)
        return true
      } catch (error) {
        if (error instanceof AwsError) return false
        throw error
      }
    },
    async deliver(destination, payload) {
      if (destination.kind === 'lambda') await invoke(surroundings, destination, payload, 'Event')
      else await put(surroundings, destination, payload)
    },
  }
}

async function invoke(
  { call }: Needed,
  destination: SubscriptionDestination,
  { event }: EncodedPayload,
  InvocationType: 'DryRun' | 'Event',
): Promise<void> {
  const { arn, region, sourceArn } = destination
  const input = { FunctionName: arn, InvocationType, Payload: Buffer.from(JSON.stringify(event)) }
  try {
    await call('lambda:Invoke', input, serviceCaller('logs.amazonaws.com', destination, sourceArn))
  } catch (error) {
    // Policies may also name the service in its region, as AWS's guide did for years.
    if (!(error instanceof AwsError) || error.code !== 'AccessDeniedException') throw error
    await call('lambda:Invoke', input, serviceCaller(`logs.${region}.amazonaws.com`, destination, sourceArn))
  }
}

async function put(
  { call, random }: Needed,
  destination: SubscriptionDestination,
  { record }: EncodedPayload,
): Promise<void> {
  const { kind, arn, partitionKey, roleArn } = destination
  if (kind !== 'kinesis' || roleArn === undefined)
    throw new AwsError('InvalidParameterException', `Nothing here takes events for ${arn}.`)
  const input = { StreamARN: arn, Data: record, PartitionKey: partitionKey ?? randomUuid(random) }
  await call('kinesis:PutRecord', input, roleCaller(destination, roleArn))
}

/** A session of the filter's role. */
function roleCaller({ accountId, region }: SubscriptionDestination, roleArn: string): Caller {
  const [, partition = 'aws', , , roleAccount = accountId] = roleArn.split(':')
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  // UNVERIFIED: the session's name.
  const session = 'CloudWatchLogs'
  const arn = `arn:${partition}:sts::${roleAccount}:assumed-role/${roleName}/${session}`
  const userId = `${roleName}:${session}`
  return { accountId, region, principal: { type: 'assumed-role', accountId, arn, userId, roleArn } }
}
