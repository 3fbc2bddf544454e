import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { startLambent } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { Resources, refused } from './support.ts'

const server = testServer()
const TypeName = 'AWS::SQS::Queue'
let accounts = 0

function newAccount() {
  const config = server.config({ account: String(320_000_000_000 + accounts++) })
  return { resources: new Resources(() => config), sqs: new SQS(config) }
}

describe('Cloud Control', () => {
  it('makes, reads, changes, lists and removes a resource', async () => {
    const { resources, sqs } = newAccount()
    const url = await resources.create(TypeName, { QueueName: 'orders', DelaySeconds: 3 })
    assert.equal((await sqs.getQueueUrl({ QueueName: 'orders' })).QueueUrl, url)
    const model = await resources.read(TypeName, url)
    assert.equal(model.DelaySeconds, 3)
    assert.match(String(model.Arn), /:orders$/)
    await resources.update(TypeName, url, { DelaySeconds: 5, Tags: [{ Key: 'team', Value: 'a' }] })
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['DelaySeconds'] })
    assert.deepEqual(Attributes, { DelaySeconds: '5' })
    assert.deepEqual((await sqs.listQueueTags({ QueueUrl: url })).Tags, { team: 'a' })
    assert.deepEqual(await resources.list(TypeName), [url])
    await resources.remove(TypeName, url)
    assert.deepEqual(await resources.list(TypeName), [])
    await refused(
      resources.read(TypeName, url),
      'ResourceNotFoundException',
      /^AWS::SQS::Queue Handler returned status FAILED: Resource of type 'AWS::SQS::Queue' with identifier '.*' was not found\. \(HandlerErrorCode: NotFound, RequestToken: .*\)$/,
    )
  })

  it('invents names, and takes identifiers as JSON', async () => {
    const { resources } = newAccount()
    const url = await resources.create(TypeName, { FifoQueue: true })
    assert.match(url, /\/Queue-[A-Z0-9]{12}\.fifo$/)
    const { ResourceDescription } = await resources.control.getResource({
      TypeName,
      Identifier: JSON.stringify({ QueueUrl: url }),
    })
    assert.equal(ResourceDescription?.Identifier, url)
    await refused(
      resources.control.getResource({ TypeName, Identifier: '{"QueueName":"x"}' }),
      'ValidationException',
    )
  })

  it('holds models against what AWS publishes', async () => {
    const { resources } = newAccount()
    const create = (properties: object) =>
      resources.control.createResource({ TypeName, DesiredState: JSON.stringify(properties) })
    await refused(
      create({ Colour: 'red', DelaySeconds: 'x' }),
      'ValidationException',
      'Model validation failed (#: extraneous key [Colour] is not permitted\n#/DelaySeconds: expected type: Integer, found: String)',
    )
    await refused(
      resources.control.createResource({ TypeName, DesiredState: '{"a' }),
      'InvalidRequestException',
    )
    await refused(
      resources.control.createResource({ TypeName: 'AWS::SQS::Nothing', DesiredState: '{}' }),
      'TypeNotFoundException',
    )
    await refused(
      resources.control.createResource({ TypeName: 'AWS::GameLift::Fleet', DesiredState: '{}' }),
      'UnsupportedActionException',
    )
  })

  it('refuses patches that cannot be applied, and properties that cannot be changed', async () => {
    const { resources } = newAccount()
    const Identifier = await resources.create(TypeName, { QueueName: 'fixed' })
    const update = (patch: unknown) =>
      resources.control.updateResource({ TypeName, Identifier, PatchDocument: JSON.stringify(patch) })
    await refused(
      update([{ op: 'replace', path: '/QueueName', value: 'other' }]),
      'NotUpdatableException',
      'Invalid patch update: createOnlyProperties [/properties/QueueName] cannot be updated',
    )
    await refused(
      update([{ op: 'replace', path: '/Arn', value: 'other' }]),
      'NotUpdatableException',
      'Invalid patch update: readOnlyProperties [/properties/Arn] cannot be updated',
    )
    await refused(update([{ op: 'replace', path: '/None/x', value: 1 }]), 'InvalidRequestException')
    await refused(update([{ op: 'test', path: '/DelaySeconds', value: 9 }]), 'InvalidRequestException')
    await refused(update([{ op: 'add', path: '/__proto__/x', value: 9 }]), 'InvalidRequestException')
    await refused(update({ op: 'add' }), 'InvalidRequestException')
    await refused(update([{ op: 'add', path: '/Colour', value: 'red' }]), 'ValidationException')
  })

  it('bears input that means no good', async () => {
    const { resources } = newAccount()
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    await refused(
      resources.control.createResource({ TypeName, DesiredState: deep }),
      'InvalidRequestException',
    )
    await refused(
      resources.control.getResource({ TypeName, Identifier: deep.slice(0, 1000) }),
      'ValidationException',
    )
    const far = '\u{1F600}'.repeat(500)
    const gone = await resources.control.deleteResource({ TypeName, Identifier: far })
    assert.equal((await resources.failed(gone.ProgressEvent)).OperationStatus, 'FAILED')
    const record = { Name: `${'long.'.repeat(600)}example.`, HostedZoneId: far, Type: 'A' }
    const id = await resources.create('AWS::Route53::RecordSet', record)
    assert.equal(id, `${record.Name}|${far}|A|`)
  })

  it('tells why a request failed', async () => {
    const { resources, sqs } = newAccount()
    await sqs.createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '1' } })
    const failure = await resources.createFails(TypeName, { QueueName: 'taken', DelaySeconds: 2 })
    assert.equal(failure.ErrorCode, 'AlreadyExists')
    assert.match(failure.StatusMessage ?? '', /already exists/)
    const gone = await resources.control.deleteResource({
      TypeName,
      Identifier: `${server.endpoint}/000000000000/none`,
    })
    const missing = await resources.failed(gone.ProgressEvent)
    assert.equal(missing.ErrorCode, 'NotFound')
  })

  it('knows a request by its token', async () => {
    const { resources } = newAccount()
    const wanted = { TypeName, DesiredState: '{"QueueName":"once"}', ClientToken: 'one' }
    const first = await resources.control.createResource(wanted)
    const second = await resources.control.createResource(wanted)
    assert.equal(second.ProgressEvent?.RequestToken, first.ProgressEvent?.RequestToken)
    await refused(
      resources.control.createResource({ ...wanted, DesiredState: '{"QueueName":"two"}' }),
      'ClientTokenConflictException',
    )
    const { Identifier } = await resources.succeeded(first.ProgressEvent)
    const RequestToken = first.ProgressEvent?.RequestToken ?? ''
    await refused(resources.control.cancelResourceRequest({ RequestToken }), 'InvalidRequestException')
    await refused(
      resources.control.getResourceRequestStatus({ RequestToken: 'none' }),
      'RequestTokenNotFoundException',
    )
    await resources.remove(TypeName, Identifier ?? '')
    const { ResourceRequestStatusSummaries: all = [] } = await resources.control.listResourceRequests({})
    assert.deepEqual(
      all.map(({ Operation }) => Operation),
      ['DELETE', 'CREATE'],
    )
    const page = await resources.control.listResourceRequests({ MaxResults: 1 })
    const { NextToken = '' } = page
    const next = await resources.control.listResourceRequests({ MaxResults: 1, NextToken })
    assert.equal(next.ResourceRequestStatusSummaries?.[0]?.RequestToken, RequestToken)
    const deletions = await resources.control.listResourceRequests({
      ResourceRequestStatusFilter: { Operations: ['DELETE'], OperationStatuses: ['SUCCESS'] },
    })
    assert.equal(deletions.ResourceRequestStatusSummaries?.length, 1)
    await refused(resources.control.listResourceRequests({ NextToken: 'x' }), 'ValidationException')
  })
})

describe('a server that stops', () => {
  it('goes on with requests after its restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lambent-requests-'))
    try {
      const first = await startLambent({ dataDir, port: 0 })
      const config = (endpoint: string) => ({ ...server.config({ account: '320999999999' }), endpoint })
      const before = new Resources(config(first.endpoint))
      const { ProgressEvent } = await before.control.createResource({
        TypeName,
        DesiredState: '{"QueueName":"later"}',
      })
      await first.stop()
      const second = await startLambent({ dataDir, port: 0 })
      try {
        const after = new Resources(config(second.endpoint))
        const { Identifier = '' } = await after.succeeded(ProgressEvent)
        assert.match(Identifier, /\/later$/)
        const { QueueUrls = [] } = await new SQS(config(second.endpoint)).listQueues({})
        assert.equal(QueueUrls.length, 1)
      } finally {
        await second.stop()
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
