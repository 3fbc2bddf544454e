import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resourceTypesPage } from './resource-types.ts'

describe('the page of resource types', () => {
  it('tells what acts, what is a record, what is refused and what is not built', () => {
    const page = resourceTypesPage([
      { typeName: 'AWS::EC2::Subnet', kind: 'record', inert: [], reason: 'No networks.' },
      { typeName: 'AWS::EC2::VPC', kind: 'record', inert: [], reason: 'No networks.' },
      { typeName: 'AWS::GameLift::Build', kind: 'not built', inert: [] },
      { typeName: 'AWS::SQS::Device', kind: 'refused', inert: [] },
      { typeName: 'AWS::SQS::Other', kind: 'not built', inert: [] },
      { typeName: 'AWS::SQS::Queue', kind: 'acts', inert: ['A', 'B.C'] },
    ])
    assert.match(page, /6 types that AWS publishes, 1 act, 2 are kept as records, and 3 cannot be made\./)
    assert.match(page, /^\| `AWS::SQS::Queue` \| `A`, `B\.C` \|$/m)
    assert.match(page, /^\| `AWS::EC2` \| No networks\. \| Subnet, VPC \|$/m)
    assert.match(page, /which is not built\n\n`AWS::SQS::Device`\.$/m)
    assert.match(page, /same services that cannot be made\n\n`AWS::SQS::Other`\.$/m)
    assert.match(page, /of which no type can be made\n\n`AWS::GameLift`\.$/m)
  })
})
