/**
 * Messages, records and schedules. Sources: Lambda Developer Guide, the pages of each service under "Invoking Lambda with events from other AWS
 * services"; EventBridge User Guide, "AWS service events"; the services' own guides where an event's detail is theirs.
 */
import { hash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { arnOf, choice, instant, type SampleSource, type SampleValues, sampleId, second } from './types.ts'

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

function kafkaRecords(values: SampleValues) {
  const topic = values.option('topic')
  return {
    [`${topic}-0`]: [
      {
        topic,
        partition: 0,
        offset: 15,
        timestamp: values.nowMs,
        timestampType: 'CREATE_TIME',
        key: base64('17'),
        value: base64(values.option('body')),
        headers: [{ headerKey: [...Buffer.from('headerValue')] }],
      },
    ],
  }
}

const kafkaOptions = {
  topic: choice('orders', 'the topic'),
  body: choice('{"order":17}', 'the value of the record'),
}

/** An event of EventBridge. */
export function bridgeEvent(
  values: SampleValues,
  facts: { source: string; detailType: string; resources?: readonly string[]; detail: unknown },
): unknown {
  return {
    version: '0',
    id: sampleId,
    'detail-type': facts.detailType,
    source: facts.source,
    account: values.account,
    time: second(values),
    region: values.region,
    resources: facts.resources ?? [],
    detail: facts.detail,
  }
}

/** SQS, SNS, Kinesis, Firehose, EventBridge, schedules, Kafka, MQ, logs. */
export const messageSources: readonly SampleSource[] = [
  {
    name: 'sqs',
    title: 'Amazon SQS',
    events: [
      {
        name: 'receive-message',
        about: 'a batch with one message of a queue',
        options: {
          queue: choice('example-queue', 'the queue'),
          body: choice('Hello from SQS', 'the message'),
        },
        make: (values) => ({
          Records: [
            {
              messageId: sampleId,
              receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
              body: values.option('body'),
              attributes: {
                ApproximateReceiveCount: '1',
                SentTimestamp: String(values.nowMs - 12),
                SenderId: 'AIDACKCEVSQ6C2EXAMPLE',
                ApproximateFirstReceiveTimestamp: String(values.nowMs),
                ...(values.option('queue').endsWith('.fifo')
                  ? {
                      SequenceNumber: '18849496460467696128',
                      MessageGroupId: '1',
                      MessageDeduplicationId: hash('sha256', values.option('body'), 'hex'),
                    }
                  : {}),
              },
              messageAttributes: {},
              md5OfBody: hash('md5', values.option('body'), 'hex'),
              eventSource: 'aws:sqs',
              eventSourceARN: arnOf(values, 'sqs', values.option('queue')),
              awsRegion: values.region,
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'sns',
    title: 'Amazon SNS',
    events: [
      {
        name: 'notification',
        about: 'a message of a topic',
        options: {
          topic: choice('example-topic', 'the topic'),
          subject: choice('Test', 'the subject'),
          message: choice('Hello from SNS', 'the message'),
        },
        make: (values) => ({
          Records: [
            {
              EventVersion: '1.0',
              EventSubscriptionArn: `${arnOf(values, 'sns', values.option('topic'))}:${sampleId}`,
              EventSource: 'aws:sns',
              Sns: {
                SignatureVersion: '1',
                Timestamp: instant(values),
                Signature: 'EXAMPLE',
                SigningCertUrl: `https://sns.${values.region}.amazonaws.com/SimpleNotificationService-example.pem`,
                MessageId: sampleId,
                Message: values.option('message'),
                MessageAttributes: {},
                Type: 'Notification',
                UnsubscribeUrl: `https://sns.${values.region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arnOf(values, 'sns', values.option('topic'))}:${sampleId}`,
                TopicArn: arnOf(values, 'sns', values.option('topic')),
                Subject: values.option('subject'),
              },
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'kinesis',
    title: 'Amazon Kinesis',
    events: [
      {
        name: 'get-records',
        about: 'a batch with one record of a data stream',
        options: {
          stream: choice('example-stream', 'the stream'),
          partition: choice('1', 'the partition key'),
          data: choice('Hello from Kinesis', 'the data, before it is encoded'),
        },
        make: (values) => ({
          Records: [
            {
              kinesis: {
                kinesisSchemaVersion: '1.0',
                partitionKey: values.option('partition'),
                sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
                data: base64(values.option('data')),
                approximateArrivalTimestamp: values.nowMs / 1_000,
              },
              eventSource: 'aws:kinesis',
              eventVersion: '1.0',
              eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
              eventName: 'aws:kinesis:record',
              invokeIdentityArn: `arn:aws:iam::${values.account}:role/lambda-role`,
              awsRegion: values.region,
              eventSourceARN: arnOf(values, 'kinesis', `stream/${values.option('stream')}`),
            },
          ],
        }),
      },
      {
        name: 'firehose',
        about: 'records of a delivery stream that a function is to transform',
        options: {
          stream: choice('example-stream', 'the stream'),
          data: choice('Hello from Firehose', 'the data'),
        },
        make: (values) => ({
          invocationId: sampleId,
          deliveryStreamArn: arnOf(values, 'firehose', `deliverystream/${values.option('stream')}`),
          region: values.region,
          records: [
            {
              recordId: '49546986683135544286507457936321625675700192471156785154000000',
              approximateArrivalTimestamp: values.nowMs,
              data: base64(values.option('data')),
            },
          ],
        }),
      },
    ],
  },
  {
    name: 'eventbridge',
    title: 'Amazon EventBridge',
    events: [
      {
        name: 'custom',
        about: 'an event that an application has put',
        options: {
          source: choice('com.example.orders', 'who sends it'),
          'detail-type': choice('OrderPlaced', 'what kind it is'),
          detail: choice('{"order":17}', 'its detail, JSON'),
        },
        make: (values) =>
          bridgeEvent(values, {
            source: values.option('source'),
            detailType: values.option('detail-type'),
            detail: JSON.parse(values.option('detail')) as unknown,
          }),
      },
      {
        name: 'scheduled',
        about: 'a tick of a rule with a schedule',
        options: { rule: choice('every-hour', 'the rule') },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.events',
            detailType: 'Scheduled Event',
            resources: [arnOf(values, 'events', `rule/${values.option('rule')}`)],
            detail: {},
          }),
      },
      {
        name: 's3-object-created',
        about: 'an object was made, told by EventBridge',
        options: { bucket: choice('example-bucket', 'the bucket'), key: choice('images/cat.png', 'the key') },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.s3',
            detailType: 'Object Created',
            resources: [`arn:aws:s3:::${values.option('bucket')}`],
            detail: {
              version: '0',
              bucket: { name: values.option('bucket') },
              object: {
                key: values.option('key'),
                size: 1024,
                etag: hash('md5', values.option('key'), 'hex'),
                sequencer: '00617F08299329D189',
              },
              'request-id': 'N4N7GDK58NMKJ12R',
              requester: values.account,
              'source-ip-address': '203.0.113.10',
              reason: 'PutObject',
            },
          }),
      },
      {
        name: 'ec2-state-change',
        about: 'an instance is in another state',
        options: {
          instance: choice('i-0123456789abcdef0', 'the instance'),
          state: choice('running', 'its state'),
        },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.ec2',
            detailType: 'EC2 Instance State-change Notification',
            resources: [arnOf(values, 'ec2', `instance/${values.option('instance')}`)],
            detail: { 'instance-id': values.option('instance'), state: values.option('state') },
          }),
      },
      {
        name: 'cloudtrail',
        about: 'an API call that CloudTrail has recorded',
        options: { operation: choice('CreateBucket', 'the operation') },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.s3',
            detailType: 'AWS API Call via CloudTrail',
            detail: {
              eventVersion: '1.09',
              userIdentity: {
                type: 'IAMUser',
                principalId: 'AIDACKCEVSQ6C2EXAMPLE',
                arn: `arn:aws:iam::${values.account}:user/anna`,
                accountId: values.account,
                userName: 'anna',
              },
              eventTime: second(values),
              eventSource: 's3.amazonaws.com',
              eventName: values.option('operation'),
              awsRegion: values.region,
              sourceIPAddress: '203.0.113.10',
              userAgent: 'aws-cli/2.27.0',
              requestParameters: { bucketName: 'example-bucket' },
              responseElements: null,
              requestID: 'C3D13FE58DE4C810',
              eventID: sampleId,
              eventType: 'AwsApiCall',
            },
          }),
      },
      {
        name: 'step-functions-status-change',
        about: 'an execution of a state machine has another status',
        options: {
          'state-machine': choice('orders', 'the state machine'),
          status: choice('SUCCEEDED', 'its status'),
        },
        make: (values) => {
          const machine = values.option('state-machine')
          const executionArn = arnOf(values, 'states', `execution:${machine}:${sampleId}`)
          return bridgeEvent(values, {
            source: 'aws.states',
            detailType: 'Step Functions Execution Status Change',
            resources: [executionArn],
            detail: {
              executionArn,
              stateMachineArn: arnOf(values, 'states', `stateMachine:${machine}`),
              name: sampleId,
              status: values.option('status'),
              startDate: values.nowMs - 1_000,
              stopDate: values.nowMs,
              input: '{}',
              output: '{}',
              inputDetails: { included: true },
              outputDetails: { included: true },
              error: null,
              cause: null,
            },
          })
        },
      },
    ],
  },
  {
    name: 'scheduler',
    title: 'Amazon EventBridge Scheduler',
    events: [
      {
        name: 'tick',
        about: 'what a schedule without an input of its own sends',
        options: { schedule: choice('every-hour', 'the schedule') },
        make: (values) =>
          bridgeEvent(values, {
            source: 'aws.scheduler',
            detailType: 'Scheduled Event',
            resources: [arnOf(values, 'scheduler', `schedule/default/${values.option('schedule')}`)],
            // A text, not an object: so does the service itself.
            detail: '{}',
          }),
      },
    ],
  },
  {
    name: 'kafka',
    title: 'Apache Kafka',
    events: [
      {
        name: 'msk',
        about: 'records of a topic of Amazon MSK',
        options: kafkaOptions,
        make: (values) => ({
          eventSource: 'aws:kafka',
          eventSourceArn: arnOf(values, 'kafka', `cluster/example/${sampleId}-1`),
          bootstrapServers: `b-1.example.c1.kafka.${values.region}.amazonaws.com:9092`,
          records: kafkaRecords(values),
        }),
      },
      {
        name: 'self-managed',
        about: 'records of a topic of brokers of your own',
        options: kafkaOptions,
        make: (values) => ({
          eventSource: 'SelfManagedKafka',
          bootstrapServers: 'kafka-1.example.org:9092,kafka-2.example.org:9092',
          records: kafkaRecords(values),
        }),
      },
    ],
  },
  {
    name: 'mq',
    title: 'Amazon MQ',
    events: [
      {
        name: 'activemq',
        about: 'messages of a queue of ActiveMQ',
        options: { queue: choice('orders', 'the queue'), body: choice('Hello from ActiveMQ', 'the message') },
        make: (values) => ({
          eventSource: 'aws:amq',
          eventSourceArn: arnOf(values, 'mq', `broker:example:b-${sampleId}`),
          messages: [
            {
              messageID: `ID:b-${sampleId}-1.mq.${values.region}.amazonaws.com-37557-1234520418293-4:1:1:1:1`,
              messageType: 'jms/text-message',
              deliveryMode: 1,
              replyTo: null,
              type: null,
              expiration: '60000',
              priority: 1,
              correlationId: 'myJMSCoID',
              redelivered: false,
              destination: { physicalName: values.option('queue') },
              data: base64(values.option('body')),
              timestamp: values.nowMs - 20,
              brokerInTime: values.nowMs - 15,
              brokerOutTime: values.nowMs - 10,
              properties: { index: '1' },
            },
          ],
        }),
      },
      {
        name: 'rabbitmq',
        about: 'messages of a queue of RabbitMQ',
        options: { queue: choice('orders', 'the queue'), body: choice('Hello from RabbitMQ', 'the message') },
        make: (values) => ({
          eventSource: 'aws:rmq',
          eventSourceArn: arnOf(values, 'mq', `broker:example:b-${sampleId}`),
          rmqMessagesByQueue: {
            [`${values.option('queue')}::/`]: [
              {
                basicProperties: {
                  contentType: 'text/plain',
                  contentEncoding: null,
                  headers: { header1: { bytes: [118, 97, 108, 117, 101, 49] } },
                  deliveryMode: 1,
                  priority: 34,
                  correlationId: null,
                  replyTo: null,
                  expiration: '60000',
                  messageId: null,
                  timestamp: 'Jan 1, 1970, 12:33:41 AM',
                  type: null,
                  userId: 'AIDACKCEVSQ6C2EXAMPLE',
                  appId: null,
                  clusterId: null,
                  bodySize: Buffer.byteLength(values.option('body')),
                },
                redelivered: false,
                data: base64(values.option('body')),
              },
            ],
          },
        }),
      },
    ],
  },
  {
    name: 'logs',
    title: 'Amazon CloudWatch Logs',
    events: [
      {
        name: 'subscription',
        about: 'what a subscription filter sends, packed as it comes',
        options: {
          'log-group': choice('/aws/lambda/example', 'the log group'),
          message: choice('ERROR something broke', 'the logged line'),
        },
        make: (values) => ({
          awslogs: {
            data: gzipSync(
              JSON.stringify({
                messageType: 'DATA_MESSAGE',
                owner: values.account,
                logGroup: values.option('log-group'),
                logStream: '2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef',
                subscriptionFilters: ['errors'],
                logEvents: [
                  {
                    id: '34622316099697884706540976068822859012661220141643892546',
                    timestamp: values.nowMs,
                    message: values.option('message'),
                  },
                ],
              }),
            ).toString('base64'),
          },
        }),
      },
    ],
  },
  {
    name: 'cloudwatch',
    title: 'Amazon CloudWatch',
    events: [
      {
        name: 'alarm',
        about: 'what an alarm sends to a function that is its action',
        options: { alarm: choice('too-many-errors', 'the alarm') },
        make: (values) => ({
          source: 'aws.cloudwatch',
          alarmArn: arnOf(values, 'cloudwatch', `alarm:${values.option('alarm')}`),
          accountId: values.account,
          time: instant(values).replace('Z', '+0000'),
          region: values.region,
          alarmData: {
            alarmName: values.option('alarm'),
            state: {
              value: 'ALARM',
              reason: 'Threshold Crossed: 1 datapoint [5.0] was greater than the threshold (1.0).',
              timestamp: instant(values).replace('Z', '+0000'),
            },
            previousState: {
              value: 'OK',
              reason: 'Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (1.0).',
              timestamp: instant({ ...values, nowMs: values.nowMs - 60_000 }).replace('Z', '+0000'),
            },
            configuration: {
              metrics: [
                {
                  id: 'm1',
                  metricStat: {
                    metric: {
                      name: 'Errors',
                      namespace: 'AWS/Lambda',
                      dimensions: { FunctionName: 'example' },
                    },
                    period: 60,
                    stat: 'Sum',
                  },
                  returnData: true,
                },
              ],
            },
          },
        }),
      },
    ],
  },
]
