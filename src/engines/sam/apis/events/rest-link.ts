import { InvalidResource } from '../../errors.ts'
import { expectMap } from '../../model/expect.ts'
import { type Carried, carry, Text } from '../../python/memory.ts'
import { type Dict, get, has, type Value } from '../../python/values.ts'
import { restApiId } from '../function-names.ts'

/** The REST API that an event names. */
export interface LinkedRestApi {
  /** Its properties; nothing when the API is not named by a logical id. */
  readonly api: Dict | undefined
  readonly apiId: Value
  /** The stage that permissions and policies are named for. */
  readonly stage: Carried
}

/**
 * Finds the REST API that an event names.
 * @throws InvalidEvent when it is not in the template, InvalidResource when its stage has an empty name
 */
export function linkRestApi(resources: Dict, eventName: string, given: Value): LinkedRestApi {
  const apiId = restApiId(given)
  if (typeof apiId !== 'string') return { api: undefined, apiId, stage: 'AllStages' }
  const resource = expectMap(
    get(resources, apiId),
    { id: eventName, kind: 'event' },
    'RestApiId',
    'RestApiId property of Api event must reference a valid resource in the same template.',
  )
  const api = expectMap(
    has(resource, 'Properties') ? resource.Properties : {},
    { id: apiId, kind: 'attribute' },
    'Properties',
  )
  const stage = carry(api, 'StageName')
  if (!(stage instanceof Text)) return { api, apiId, stage: 'Stage' }
  if (stage.text === '') throw new InvalidResource(apiId, 'StageName cannot be empty.')
  return { api, apiId, stage }
}
