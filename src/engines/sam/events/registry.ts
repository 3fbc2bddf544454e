import { apiFunctionEvents } from '../apis/index.ts'
import type { FunctionEvent } from '../sam-types.ts'
import { alexaSkill } from './alexa-skill.ts'
import { cloudWatchLogs } from './cloudwatch-logs.ts'
import { cloudWatchEvent, eventBridgeRule } from './event-pattern.ts'
import { iotRule } from './iot-rule.ts'
import { documentDb } from './mappings/document-db.ts'
import { mq } from './mappings/mq.ts'
import { msk } from './mappings/msk.ts'
import { selfManagedKafka } from './mappings/self-managed-kafka.ts'
import { sqs } from './mappings/sqs.ts'
import { dynamoDb, kinesis } from './mappings/streams.ts'
import { s3 } from './s3.ts'
import { schedule } from './schedule.ts'
import { scheduleV2 } from './schedule-v2.ts'
import { sns } from './sns.ts'

/** All types of events of functions by name. */
export const functionEvents: ReadonlyMap<string, FunctionEvent> = new Map(
  [
    alexaSkill,
    cloudWatchEvent,
    cloudWatchLogs,
    documentDb,
    dynamoDb,
    eventBridgeRule,
    iotRule,
    kinesis,
    mq,
    msk,
    s3,
    schedule,
    scheduleV2,
    selfManagedKafka,
    sns,
    sqs,
    ...apiFunctionEvents,
  ].map((type) => [type.type, type]),
)
