import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { parseArn } from '../../../aws/arn.ts'
import type { Operation } from '../../../dispatch/index.ts'
import { encodePayload, type SubscriptionDestinations } from '../adapters/subscription-destinations.ts'
import { change } from '../changing.ts'
import { destinationArn } from '../domain/identifiers.ts'
import { controlPayload, unreachableDestination } from '../domain/subscriptions.ts'
import { addTags } from '../domain/tags.ts'
import { invalidParameter, tooManyTags } from '../errors.ts'
import { checkNameBytes } from '../groups.ts'
import { streamBehind } from '../logical-destinations.ts'
import { type LogDestination, logDestinations } from '../records.ts'
import { required } from '../required.ts'
import { destinationView } from '../views.ts'

/** Makes a destination, or has one stand for another stream, once that has been reached. Its policy stays. */
export function putDestination(
  destinations: SubscriptionDestinations,
): Operation<Api.PutDestinationRequest, Api.PutDestinationResponse> {
  return async (input, context) => {
    const { accountId, region, store, now } = context
    const name = required(input.destinationName, 'destinationName')
    const targetArn = required(input.targetArn, 'targetArn')
    const roleArn = required(input.roleArn, 'roleArn')
    checkNameBytes(name)
    const arn = destinationArn(context, name)
    const service = parseArn(targetArn)?.service
    // UNVERIFIED: the words.
    if (service !== 'kinesis' && service !== 'firehose')
      throw invalidParameter(
        `PutDestination operation cannot work with targetArn for vendor ${service ?? ''}`,
      )
    const target = { accountId, region, targetArn, roleArn }
    const stream = streamBehind({ kind: 'destination', arn, accountId, region, sourceArn: arn }, target)
    const probe = await encodePayload(controlPayload(now))
    if (!(await destinations.canReach(stream, probe))) throw unreachableDestination(stream.kind)
    const destination = await change(context, async (commit) => {
      const before = await logDestinations.get(store, [accountId, region, name])
      const tags = addTags(before?.value.tags ?? {}, input.tags ?? {})
      if (tags === undefined) throw tooManyTags(arn)
      const next: LogDestination = { createdAt: now, name, ...before?.value, ...target, tags }
      logDestinations.put(commit, next, before)
      return next
    })
    return { destination: destinationView(context, destination) }
  }
}
