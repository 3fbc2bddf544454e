import { isDeepStrictEqual } from 'node:util'
import type * as Api from '@aws-sdk/client-sfn'
import { randomHex } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { encryptionView, readEncryption } from '../definitions.ts'
import { activityArn } from '../domain/arns.ts'
import { isName } from '../domain/names.ts'
import { activityBinding, guardOf } from '../encryption.ts'
import { activityExists, activityLimit, invalidName } from '../errors.ts'
import { type Activity, activities } from '../records.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { requireTags } from '../tagging.ts'

/** The same name again makes nothing, and answers the same. Source: API Reference, CreateActivity ("idempotent API"). */
export function createActivity(
  room: Pick<StatesRoom, 'quotas'>,
): Operation<Api.CreateActivityInput, Api.CreateActivityOutput> {
  return (input, context) => create(room, input, context)
}

async function create(
  { quotas }: Pick<StatesRoom, 'quotas'>,
  input: Api.CreateActivityInput,
  context: OperationContext,
): Promise<Api.CreateActivityOutput> {
  const name = required(input.name, 'name')
  if (!isName(name)) throw invalidName(name)
  const arn = activityArn(context, name)
  const tags = requireTags(input.tags, arn)
  const encryption = readEncryption(input.encryptionConfiguration)
  const guard = await guardOf(context, encryption, activityBinding(context, name))
  const { accountId, region, now, random, store } = context
  return quotas.activities.withPlace(context, (place) =>
    change(context, async (commit) => {
      const stored = await activities.get(store, [accountId, region, name])
      if (stored) {
        // Another may have made it between an earlier attempt and this one.
        place.giveBack()
        if (!isDeepStrictEqual(encryptionView(stored.value.encryption), encryptionView(encryption)))
          throw activityExists(arn)
        return answer(arn, stored.value)
      }
      if (!(await place.take())) throw activityLimit()
      const activity: Activity = {
        accountId,
        region,
        name,
        id: randomHex(random, 12),
        tags,
        createdAt: now,
        ...(encryption === undefined ? {} : { encryption }),
        ...(guard === undefined ? {} : { guard }),
      }
      activities.put(commit, activity, undefined)
      return answer(arn, activity)
    }),
  )
}

function answer(arn: string, { createdAt }: Activity): Api.CreateActivityOutput {
  return { activityArn: arn, creationDate: new Date(createdAt) }
}
