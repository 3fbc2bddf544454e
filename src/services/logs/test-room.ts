/** For the tests of this room: a store, a clock that is moved by hand, and calls to other services noted down. */
import { after, before } from 'node:test'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { Clock } from '../../base/clock.ts'
import { silentLogger } from '../../base/logger.ts'
import { SeededRandom } from '../../base/seeded-random.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { everybodyMay, type OperationContext, type Surroundings, silentTrail } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { putLogEvents } from './operations/put-log-events.ts'

export const home = { accountId: '123456789012' as AccountId, region: 'us-east-1' as Region }

/** A call to another service: its name and its input. */
export type NotedCall = readonly [operation: string, input: object]

export interface TestRoom {
  readonly clock: VirtualClock
  readonly calls: NotedCall[]
  /** What the next calls answer; undefined: that they are not implemented. */
  answerCalls: (() => Promise<object>) | undefined
  readonly store: Store
  readonly surroundings: Surroundings
  readonly context: OperationContext
  makeStream(group: string, stream: string): Promise<void>
  put(
    group: string,
    stream: string,
    events: ReadonlyArray<{ timestamp: number; message: string }>,
  ): Promise<void>
}

/** Opens a fresh store; the tests hand it in, as only they and `app` may know the engines. */
export type StoreOpener = (clock: Clock) => Promise<Store>

/** A room for the tests of one suite. */
export function testRoom(open: StoreOpener): TestRoom {
  const clock = new VirtualClock()
  let store: Store
  before(async () => {
    store = await open(clock)
  })
  after(() => store.close())
  const calls: NotedCall[] = []
  const random = new SeededRandom(7)
  const room: TestRoom = {
    clock,
    calls,
    answerCalls: undefined,
    get store() {
      return store
    },
    get surroundings(): Surroundings {
      return {
        store,
        clock,
        random,
        logger: silentLogger,
        settings: { identity: 'local', endpoint: '' },
        trail: silentTrail,
        identityPolicies: everybodyMay,
        call: async <Output>(operation: string, input: object) => {
          calls.push([operation, input])
          if (room.answerCalls) return (await room.answerCalls()) as Output
          throw new AwsError('NotImplemented', 'not yet', { fault: 'server', statusCode: 501 })
        },
      }
    },
    get context(): OperationContext {
      const arn = `arn:aws:iam::${home.accountId}:root`
      return {
        ...room.surroundings,
        ...home,
        partition: 'aws',
        principal: { type: 'root', accountId: home.accountId, arn, userId: home.accountId },
        requestId: 'request',
        now: clock.now(),
        signal: new AbortController().signal,
      }
    },
    async makeStream(logGroupName, logStreamName) {
      await createLogGroup({ logGroupName }, room.context).catch((error: Error) => {
        if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error
      })
      await createLogStream({ logGroupName, logStreamName }, room.context)
    },
    async put(logGroupName, logStreamName, events) {
      await putLogEvents({ logGroupName, logStreamName, logEvents: [...events] }, room.context)
    },
  }
  return room
}
