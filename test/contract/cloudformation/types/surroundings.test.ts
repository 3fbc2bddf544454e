/** Types that are records alone: what stacks and Cloud Control see of them. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, eventsOf, history, template, updated } from '../support.ts'
import { att, outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000005'
const resources = new Resources(() => server.config({ account }))

describe('records of surroundings', () => {
  it('are made, read, changed, listed and removed', async () => {
    const type = 'AWS::EC2::VPC'
    const id = await resources.create(type, { CidrBlock: '10.0.0.0/16' })
    assert.match(id, /^vpc-[0-9a-f]{17}$/)
    const model = await resources.read(type, id)
    assert.equal(model.VpcId, id)
    assert.equal(model.CidrBlock, '10.0.0.0/16')
    await resources.update(type, id, { EnableDnsSupport: true })
    assert.equal((await resources.read(type, id)).EnableDnsSupport, true)
    assert.deepEqual(await resources.list(type), [id])
    await resources.remove(type, id)
    await refused(resources.read(type, id), 'ResourceNotFoundException')
  })

  it('do not take names that are taken, and are known by several parts', async () => {
    const database = { DBInstanceIdentifier: 'main', Engine: 'postgres' }
    assert.equal(await resources.create('AWS::RDS::DBInstance', database), 'main')
    const taken = await resources.createFails('AWS::RDS::DBInstance', database)
    assert.equal(taken.ErrorCode, 'AlreadyExists')
    const record = { HostedZoneId: 'Z1', Name: 'a.example.', TTL: '60', ResourceRecords: ['1.2.3.4'] }
    const a = await resources.create('AWS::Route53::RecordSet', { ...record, Type: 'A' })
    const txt = await resources.create('AWS::Route53::RecordSet', { ...record, Type: 'TXT' })
    assert.deepEqual([a, txt], ['a.example.|Z1|A|', 'a.example.|Z1|TXT|'])
    await resources.remove('AWS::Route53::RecordSet', a)
    assert.deepEqual(await resources.list('AWS::Route53::RecordSet'), [txt])
  })
})

describe('a stack that mentions surroundings', () => {
  const stackOf = (cidr: string, tag: string) =>
    template(
      {
        Vpc: {
          Type: 'AWS::EC2::VPC',
          Properties: { CidrBlock: cidr, Tags: [{ Key: 'Name', Value: tag }] },
        },
        Gateway: { Type: 'AWS::EC2::InternetGateway' },
        Attachment: {
          Type: 'AWS::EC2::VPCGatewayAttachment',
          Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
        },
        Subnet: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1a' },
        },
        Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
        Route: {
          Type: 'AWS::EC2::Route',
          Properties: {
            RouteTableId: ref('Table'),
            DestinationCidrBlock: '0.0.0.0/0',
            GatewayId: ref('Gateway'),
          },
        },
        Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
        Nat: {
          Type: 'AWS::EC2::NatGateway',
          Properties: { AllocationId: att('Address.AllocationId'), SubnetId: ref('Subnet') },
        },
        Group: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { GroupDescription: 'all', VpcId: ref('Vpc') },
        },
        Certificate: {
          Type: 'AWS::CertificateManager::Certificate',
          Properties: { DomainName: 'a.example', ValidationMethod: 'DNS' },
        },
        Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'a.example' } },
        Cdn: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: {
            DistributionConfig: {
              Enabled: true,
              DefaultCacheBehavior: { TargetOriginId: 'o', ViewerProtocolPolicy: 'allow-all' },
              Origins: [{ Id: 'o', DomainName: 'origin.example' }],
            },
          },
        },
        Users: { Type: 'AWS::Cognito::UserPool' },
      },
      outputs(
        'Vpc',
        'Vpc.DefaultSecurityGroup',
        'Subnet',
        'Route',
        'Address',
        'Nat',
        'Group',
        'Group.GroupId',
        'Certificate',
        'Zone',
        'Cdn',
        'Cdn.DomainName',
        'Users',
        'Users.Arn',
      ),
    )

  it('is created, updated in place, replaced and deleted, and says what is only a record', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const stack = await created(server, cfn, 'net', stackOf('10.0.0.0/16', 'a'))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const forms: Readonly<Record<string, RegExp>> = {
      Vpc: /^vpc-[0-9a-f]{17}$/,
      VpcDefaultSecurityGroup: /^sg-[0-9a-f]{17}$/,
      Subnet: /^subnet-[0-9a-f]{17}$/,
      Route: /^rtb-[0-9a-f]{17}\|0\.0\.0\.0\/0$/,
      Address: /^203\.0\.113\.\d+$/,
      Nat: /^nat-[0-9a-f]{17}$/,
      Group: /^sg-[0-9a-f]{17}$/,
      Certificate: /^arn:aws:acm:us-east-1:330000000005:certificate\/[0-9a-f-]{36}$/,
      Zone: /^Z[A-Z0-9]{20}$/,
      Cdn: /^E[A-Z0-9]{13}$/,
      CdnDomainName: /^d[a-z0-9]{13}\.cloudfront\.net$/,
      Users: /^us-east-1_[A-Za-z0-9]{9}$/,
      UsersArn: /^arn:aws:cognito-idp:us-east-1:330000000005:userpool\/us-east-1_/,
    }
    for (const [name, form] of Object.entries(forms)) assert.match(out[name] ?? '', form, name)
    assert.equal(out.Group, out.GroupGroupId)
    const events = await eventsOf(cfn, 'net')
    const told = events.filter(({ ResourceStatusReason = '' }) => /record/i.test(ResourceStatusReason))
    assert.ok(told.length > 0, 'no event says that something is a record')

    const next = await updated(server, cfn, 'net', stackOf('10.0.0.0/16', 'b'))
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal(outputsOf(next).Vpc, out.Vpc)
    const model = await resources.read('AWS::EC2::VPC', out.Vpc ?? '')
    assert.ok((model.Tags as { Value: string }[]).some(({ Value }) => Value === 'b'))
    const moved = await updated(server, cfn, 'net', stackOf('10.1.0.0/16', 'b'))
    assert.equal(moved.StackStatus, 'UPDATE_COMPLETE', moved.StackStatusReason)
    assert.notEqual(outputsOf(moved).Vpc, out.Vpc)
    await refused(resources.read('AWS::EC2::VPC', out.Vpc ?? ''), 'ResourceNotFoundException')
    const gone = await deleted(server, cfn, moved)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    assert.deepEqual(await resources.list('AWS::EC2::VPC'), [])
  })
})

describe('Snapshot policies', () => {
  it('make none, and say so of types that know snapshots', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const database = (properties: object) => ({
      Type: 'AWS::RDS::DBInstance',
      Properties: { Engine: 'postgres', ...properties },
    })
    const resources = (name: string) => ({
      Volume: {
        Type: 'AWS::EC2::Volume',
        DeletionPolicy: 'Snapshot',
        Properties: { AvailabilityZone: 'us-east-1a', Size: 1 },
      },
      Database: { ...database({ DBInstanceIdentifier: name }), UpdateReplacePolicy: 'Snapshot' },
      Member: database({ DBClusterIdentifier: 'cluster' }),
      Topic: { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Snapshot' },
    })
    const stack = await created(server, cfn, 'snapshots', template(resources('one')))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    await updated(server, cfn, 'snapshots', template(resources('two')))
    await deleted(server, cfn, stack)
    const gone = (await history(cfn, stack.StackId ?? '')).filter((line) => line.includes(' DELETE_COMPLETE'))
    const reason = (type: string) =>
      ` No snapshot is made: ${type} is only a record here, which a snapshot of it would be as well`
    assert.deepEqual(gone.sort(), [
      `Database DELETE_COMPLETE${reason('AWS::RDS::DBInstance')}`,
      `Database DELETE_COMPLETE${reason('AWS::RDS::DBInstance')}`,
      'Member DELETE_COMPLETE',
      'Topic DELETE_COMPLETE',
      `Volume DELETE_COMPLETE${reason('AWS::EC2::Volume')}`,
      'snapshots DELETE_COMPLETE',
    ])
  })
})
