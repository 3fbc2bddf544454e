import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkSettingValue, defaultTierSetting, defaultValue, readSettingId } from './settings.ts'

const owner = { region: 'us-east-1', accountId: '123456789012' }

describe('service settings', () => {
  it('go by id or by ARN', () => {
    assert.equal(readSettingId(defaultTierSetting, owner), defaultTierSetting)
    const arn = `arn:aws:ssm:us-east-1:123456789012:servicesetting${defaultTierSetting}`
    assert.equal(readSettingId(arn, owner), defaultTierSetting)
  })

  it('of others are not found', () => {
    const elsewhere = `arn:aws:ssm:eu-west-1:123456789012:servicesetting${defaultTierSetting}`
    for (const id of [elsewhere, '/ssm/opsinsights/opscenter', 'toString', 'arn:x']) {
      assert.throws(() => readSettingId(id, owner), { code: 'ServiceSettingNotFound' })
    }
  })

  it('take the values that AWS names', () => {
    assert.equal(defaultValue(defaultTierSetting), 'Standard')
    checkSettingValue(defaultTierSetting, 'Intelligent-Tiering')
    assert.throws(() => checkSettingValue(defaultTierSetting, 'standard'), { code: 'ValidationException' })
  })
})
