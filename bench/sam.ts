/**
 * How long the transform of SAM takes: templates of 500 resources, of functions with policies, aliases and events, and of an API
 * with as many paths. Prints the median and the first run beside the limit, in time of the processor that the thread which
 * transforms had, so that other programs on the machine count little. No server is started.
 */
import { hash } from 'node:crypto'
import { type Dict, transform } from '../src/engines/sam/index.ts'
import { besideLimit, timesOf } from './support/processor-time.ts'

const rounds = Number(process.argv[2] ?? 20)
const resourceCount = 500
/** Unit: milliseconds. Source: what the developer loop leaves for it. */
const limitMs = 200

/** `count` resources, most of them functions; each tenth is another kind. */
function application(count: number, events: (index: number) => Dict): Dict {
  const resources: Dict = { Bucket: { Type: 'AWS::S3::Bucket' } }
  for (let index = 1; index < count; index += 1) resources[`R${index}`] = resource(index, events)
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Globals: {
      Function: { Timeout: 5, Tags: { team: 'x' }, Environment: { Variables: { STAGE: { Ref: 'Stage' } } } },
    },
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Resources: resources,
  }
}

function resource(index: number, events: (index: number) => Dict): Dict {
  switch (index % 10) {
    case 7:
      return { Type: 'AWS::Serverless::SimpleTable' }
    case 8:
      return { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: `s3://code/layer-${index}` } }
    case 9:
      return { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'of', Value: { 'Fn::Sub': '${R1}' } }] } }
    default:
      return {
        Type: 'AWS::Serverless::Function',
        Properties: {
          CodeUri: `s3://code/${index}`,
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          AutoPublishAlias: 'live',
          Policies: ['AWSLambdaRole', { S3CrudPolicy: { BucketName: { Ref: 'Bucket' } } }],
          Environment: { Variables: { REGION: { 'Fn::Sub': '${AWS::Region}-${Stage}' } } },
          Events: events(index),
        },
      }
  }
}

const templates: readonly (readonly [name: string, template: Dict])[] = [
  [
    'functions with schedules and queues',
    application(resourceCount, (index) => ({
      Schedule: { Type: 'Schedule', Properties: { Schedule: 'rate(1 minute)' } },
      Queue: { Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': [`R${(index % 10) + 9}`, 'Arn'] } } },
    })),
  ],
  [
    'functions behind one REST API',
    application(resourceCount, (index) => ({
      Api: { Type: 'Api', Properties: { Path: `/items/${index}`, Method: 'get' } },
    })),
  ],
]

for (const [name, template] of templates) {
  const took = timesOf(rounds, () => {
    const result = transform(template, { region: 'eu-central-1', sha1: (text) => hash('sha1', text) })
    if (!('template' in result)) throw new Error(result.message)
    return Object.keys(result.template.Resources as Dict).length
  })
  const text = besideLimit(took, limitMs)
  console.log(`${name}: ${resourceCount} resources become ${took.result}; ${text}`)
}
