import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLayerArn } from './domain/names.ts'
import { publishedLayer } from './published-layers.ts'

describe('layers that AWS publishes', () => {
  const layer = (account: string, name: string, runtime?: string) => {
    const address = readLayerArn(`arn:aws:lambda:eu-west-1:${account}:layer:${name}:7`)
    assert.ok(address)
    return publishedLayer(address, runtime)
  }

  it('of Powertools are packages of the same major version', () => {
    const extras = 'aws-lambda-powertools[parser,validation,tracer]'
    for (const [name, range, pythonVersion, architecture] of [
      ['AWSLambdaPowertoolsPythonV3-python313-arm64', '>=3,<4', '3.13', 'arm64'],
      ['AWSLambdaPowertoolsPythonV3-python39-x86_64', '>=3,<4', '3.9', 'x86_64'],
      ['AWSLambdaPowertoolsPythonV2', '>=2,<3', '3.12', 'x86_64'],
      ['AWSLambdaPowertoolsPythonV2-Arm64', '>=2,<3', '3.12', 'arm64'],
      ['AWSLambdaPowertoolsPythonExtras', '>=1,<2', '3.12', 'x86_64'],
      ['AWSLambdaPowertoolsPython', '>=1,<2', '3.12', 'x86_64'],
    ] as const)
      assert.deepEqual(layer('017000801446', name), {
        language: 'python',
        packages: [`${extras}${range}`],
        pythonVersion,
        architecture,
      })
    const own = layer('017000801446', 'AWSLambdaPowertoolsPythonV2', 'python3.9')
    assert.ok(own && 'packages' in own)
    assert.equal(own.pythonVersion, '3.9')
    const typescript = layer('094274105915', 'AWSLambdaPowertoolsTypeScriptV2')
    assert.ok(typescript && 'packages' in typescript)
    assert.ok(typescript.packages.includes('@aws-lambda-powertools/logger@2'))
  })

  it('with parameters and secrets come from an account of each region', () => {
    const extension = { extension: 'parameters-and-secrets' }
    assert.deepEqual(layer('015030872274', 'AWS-Parameters-and-Secrets-Lambda-Extension'), extension)
    assert.deepEqual(layer('177933569100', 'AWS-Parameters-and-Secrets-Lambda-Extension-Arm64'), extension)
    assert.equal(layer('177933569100', 'AWS-AppConfig-Extension'), undefined)
  })

  it('are none of other accounts and names', () => {
    assert.equal(layer('123456789012', 'AWSLambdaPowertoolsPythonV2'), undefined)
    assert.equal(layer('017000801446', 'AWSLambdaPowertoolsPythonV4'), undefined)
    assert.equal(layer('580247275435', 'LambdaInsightsExtension'), undefined)
  })
})
