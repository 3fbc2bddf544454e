import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type DeploymentPlan, readAppSpec, writeAppSpec } from './app-spec.ts'

const name = fc.stringMatching(/^[A-Za-z][\w-]{0,20}$/)
const version = fc.integer({ min: 1, max: 999 }).map(String)
const plans: fc.Arbitrary<DeploymentPlan> = fc.record(
  {
    functionName: name,
    alias: name,
    currentVersion: version,
    targetVersion: version,
    beforeHook: name,
    afterHook: name,
  },
  { requiredKeys: ['functionName', 'alias', 'currentVersion', 'targetVersion'] },
)

describe('an AppSpec', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        assert.deepEqual(readAppSpec(writeAppSpec(plan)), { ok: true, plan: { ...plan } })
      }),
    )
  })

  it('is refused where it is anything else, with a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readAppSpec(text)
        assert.equal(read.ok, false)
      }),
    )
  })

  it('names one function and known hooks', () => {
    const plan = { functionName: 'f', alias: 'a', currentVersion: '1', targetVersion: '2' }
    const text = writeAppSpec({ ...plan, beforeHook: 'h' })
    const refused = (changed: string) => {
      const read = readAppSpec(changed)
      return read.ok ? undefined : read.problem
    }
    assert.match(
      refused(text.replace('BeforeAllowTraffic', 'BeforeInstall')) ?? '',
      /unknown hook: BeforeInstall/,
    )
    assert.match(refused(text.replace('AWS::Lambda::Function', 'AWS::ECS::Service')) ?? '', /of type/)
    assert.match(refused(text.replace('"Alias"', '"Other"')) ?? '', /must have Name, Alias/)
  })
})
