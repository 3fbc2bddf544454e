/** Functions and what belongs to them: our transform against AWS's translator, value by value. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type AwsTranslator, awsTranslator, ownTranslation } from '../../support/sam-translator.ts'

const regions = ['eu-central-1', 'cn-north-1', 'us-gov-west-1']

describe('functions', () => {
  let aws: AwsTranslator

  before(async () => {
    const made = await awsTranslator()
    if ('missing' in made) throw new Error(made.missing)
    aws = made
  })

  after(() => aws?.stop())

  for (const region of regions) {
    it(`are the same in ${region}`, async () => {
      const template = {
        Resources: {
          Plain: {
            Type: 'AWS::Serverless::Function',
            Properties: { CodeUri: 's3://code/key', Handler: 'a.b', Runtime: 'python3.13' },
          },
        },
      }
      const { template: expected } = await aws.translate(template, { region })
      assert.deepEqual(ownTranslation(template, { region }).template, expected)
    })
  }
})
