/**
 * How long stacks take, on a store on disk: ten resources of a serverless application from the execution of their change set to
 * CREATE_COMPLETE, their deletion, and two hundred queues. Prints each figure beside its limit.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { startLambent } from '../src/index.ts'

const rounds = Number(process.argv[2] ?? 30)

const application = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Logs: {Type: AWS::Logs::LogGroup}
  Front:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => 'ok'"
      Environment: {Variables: {TABLE: !Ref Table}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return event"
      Events:
        Messages: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets: [{Arn: !GetAtt Front.Arn, Id: front}]
`
const wide = JSON.stringify({
  Resources: Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`Queue${index}`, { Type: 'AWS::SQS::Queue' }]),
  ),
})

const dataDir = mkdtempSync(join(tmpdir(), 'lambent-bench-cloudformation-'))
const lambent = await startLambent({ dataDir })
const cfn = new CloudFormation({
  endpoint: lambent.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
})

/** The status of a stack once nothing goes on. */
async function ended(StackName: string): Promise<string> {
  for (;;) {
    const { Stacks: [stack] = [] } = await cfn.describeStacks({ StackName })
    const status = stack?.StackStatus ?? ''
    if (!status.endsWith('_IN_PROGRESS')) return status
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function timed(what: () => Promise<string>, expected: string): Promise<number> {
  const start = performance.now()
  const status = await what()
  if (status !== expected) throw new Error(`The stack is ${status}`)
  return performance.now() - start
}

async function prepared(StackName: string, TemplateBody: string): Promise<string> {
  const { Id = '', StackId = '' } = await cfn.createChangeSet({
    StackName,
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody,
    Capabilities: ['CAPABILITY_IAM'],
  })
  const { Status, StatusReason } = await cfn.describeChangeSet({ ChangeSetName: Id })
  if (Status !== 'CREATE_COMPLETE') throw new Error(StatusReason)
  return StackId
}

async function round(name: string, body: string): Promise<readonly [number, number]> {
  const id = await prepared(name, body)
  const creation = await timed(async () => {
    await cfn.executeChangeSet({ StackName: name, ChangeSetName: 'first' })
    return ended(id)
  }, 'CREATE_COMPLETE')
  const deletion = await timed(async () => {
    await cfn.deleteStack({ StackName: name })
    return ended(id)
  }, 'DELETE_COMPLETE')
  return [creation, deletion]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function print(what: string, figure: number, limitMs: number): void {
  const verdict = figure <= limitMs ? 'within' : 'OVER'
  process.stdout.write(`${what.padEnd(48)} ${figure.toFixed(0).padStart(6)} ms, ${verdict} ${limitMs} ms\n`)
}

try {
  await round('warm', application)
  const creations: number[] = []
  const deletions: number[] = []
  for (let index = 0; index < rounds; index++) {
    const [creation, deletion] = await round(`bench-${index}`, application)
    creations.push(creation)
    deletions.push(deletion)
  }
  print('10 resources, change set to CREATE_COMPLETE, p50', quantile(creations, 0.5), 150)
  print('10 resources, change set to CREATE_COMPLETE, p90', quantile(creations, 0.9), 300)
  print('10 resources, deletion, p50', quantile(deletions, 0.5), 100)
  const [creation] = await round('wide', wide)
  print('200 resources, change set to CREATE_COMPLETE', creation, 3_000)
} finally {
  await lambent.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
