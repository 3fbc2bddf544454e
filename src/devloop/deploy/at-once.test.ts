import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { movingAtOnce } from './at-once.ts'

describe('a template that is worked on', () => {
  it('moves all traffic at once, and is the same otherwise', () => {
    const hooks = { PreTraffic: { Ref: 'Hook' } }
    const group = (DeploymentConfigName: unknown) => ({
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: { ApplicationName: 'a', DeploymentConfigName },
    })
    const template = {
      Globals: { Function: { DeploymentPreference: { Type: 'Linear10PercentEvery1Minute' }, Timeout: 3 } },
      Resources: {
        F: {
          Type: 'AWS::Serverless::Function',
          Properties: { DeploymentPreference: { Type: { Ref: 'How' }, Hooks: hooks } },
        },
        G: { Type: 'AWS::Serverless::Function', Properties: { DeploymentPreference: { Enabled: false } } },
        M: {
          Type: 'AWS::Serverless::StateMachine',
          Properties: { DeploymentPreference: { Type: 'LINEAR', Percentage: 10, Interval: 5 } },
        },
        Own: group('CodeDeployDefault.LambdaCanary10Percent5Minutes'),
        Other: group({ Ref: 'Config' }),
        Q: { Type: 'AWS::SQS::Queue' },
      },
    }
    assert.deepEqual(movingAtOnce(template), {
      Globals: { Function: { DeploymentPreference: { Type: 'AllAtOnce' }, Timeout: 3 } },
      Resources: {
        ...template.Resources,
        F: {
          Type: 'AWS::Serverless::Function',
          Properties: { DeploymentPreference: { Type: 'AllAtOnce', Hooks: hooks } },
        },
        M: {
          Type: 'AWS::Serverless::StateMachine',
          Properties: { DeploymentPreference: { Type: 'ALL_AT_ONCE', Percentage: 10, Interval: 5 } },
        },
        Own: group('CodeDeployDefault.LambdaAllAtOnce'),
      },
    })
  })
})
