import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeResource } from './attributes.ts'
import { formOf } from './forms.ts'
import { surroundings, surroundingsSpec } from './index.ts'

async function described(typeName: string, properties = {}, seed = 'one') {
  const spec = await surroundingsSpec(typeName)
  assert.ok(spec, typeName)
  return describeResource({
    spec,
    properties,
    seed,
    name: 'stack-Thing-1ABCDEF',
    partition: 'aws',
    region: 'eu-west-1',
    accountId: '123456789012',
    now: 0,
  })
}

describe('records of surroundings', () => {
  it('have ids in AWS’s forms', async () => {
    const vpc = await described('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' })
    assert.match(vpc.physicalId, /^vpc-[0-9a-f]{17}$/)
    assert.equal(vpc.attributes.VpcId, vpc.physicalId)
    assert.equal(vpc.attributes.CidrBlock, '10.0.0.0/16')
    assert.match(String(vpc.attributes.DefaultSecurityGroup), /^sg-[0-9a-f]{17}$/)
    const group = await described('AWS::EC2::SecurityGroup', { VpcId: 'vpc-1' })
    assert.equal(group.attributes.GroupId, group.physicalId)
    assert.equal(group.attributes.VpcId, 'vpc-1')
    const eip = await described('AWS::EC2::EIP')
    assert.equal(eip.physicalId, eip.attributes.PublicIp)
    const certificate = await described('AWS::CertificateManager::Certificate', { DomainName: 'a.example' })
    assert.match(certificate.physicalId, /^arn:aws:acm:eu-west-1:123456789012:certificate\/[0-9a-f-]{36}$/)
  })

  it('are none of what would call functions', async () => {
    assert.ok(await surroundings.find('AWS::Bedrock::Guardrail'))
    assert.ok(await surroundings.find('AWS::EventSchemas::Registry'))
    for (const typeName of ['AWS::Bedrock::Agent', 'AWS::AppSync::Resolver', 'AWS::Lex::Bot'])
      assert.equal(await surroundings.find(typeName), undefined)
  })

  it('have names of the template, or made ones', async () => {
    const own = await described('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'db', Engine: 'postgres' })
    assert.equal(own.physicalId, 'db')
    assert.match(
      String(own.attributes['Endpoint.Address']),
      /^db\.[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/,
    )
    assert.equal(own.attributes['Endpoint.Port'], '5432')
    const made = await described('AWS::CodePipeline::Pipeline', { RoleArn: 'r' })
    assert.equal(made.physicalId, 'stack-Thing-1ABCDEF')
    const acl = await described('AWS::WAFv2::WebACL', { Name: 'wall', Scope: 'REGIONAL' })
    assert.match(acl.physicalId, /^wall\|[0-9a-f-]{36}\|REGIONAL$/)
    assert.match(String(acl.attributes.Arn), /:regional\/webacl\/wall\/[0-9a-f-]{36}$/)
    const listener = await described('AWS::ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn:
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1234567890abcdef',
    })
    assert.match(listener.physicalId, /:listener\/app\/x\/1234567890abcdef\/[0-9a-f]{16}$/)
  })

  it('are the same for each attempt, and others for others', async () => {
    assert.deepEqual(await described('AWS::EC2::Subnet'), await described('AWS::EC2::Subnet'))
    const other = await described('AWS::EC2::Subnet', {}, 'two')
    assert.notEqual(other.physicalId, (await described('AWS::EC2::Subnet')).physicalId)
  })

  it('are described for every listed type: each has an id, and the forms name attributes that there are', async () => {
    const faults: string[] = []
    for (const typeName of await surroundings.names()) {
      const spec = await surroundingsSpec(typeName)
      if (!spec) {
        faults.push(`${typeName}: AWS has no such type`)
        continue
      }
      const { physicalId, attributes } = await described(typeName)
      if (physicalId === '') faults.push(`${typeName}: no id`)
      for (const name of Object.keys(formOf(typeName).attributes ?? {}))
        if (!(name in spec.attributes)) faults.push(`${typeName}: no attribute ${name}`)
      for (const [name, value] of Object.entries(attributes))
        if (typeof value === 'string' && /[{}]/.test(value)) faults.push(`${typeName}: ${name} is ${value}`)
    }
    assert.deepEqual(faults, [])
  })
})
