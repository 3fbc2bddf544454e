import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { readCdkOutput } from './cdk-output.ts'
import { findApplication } from './find-application.ts'
import { readPairs } from './samconfig.ts'

const root = mkdtempSync(join(tmpdir(), 'lambent-find-'))
after(() => rmSync(root, { recursive: true }))

function folder(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true })
    writeFileSync(join(root, name, path), text)
  }
  return join(root, name)
}

describe('an application in a folder', () => {
  it('is a template, named as the folder', () => {
    const place = folder('My shop_2', { 'template.yml': '' })
    assert.deepEqual(findApplication(place), {
      kind: 'template',
      folder: place,
      templateFile: join(place, 'template.yml'),
      stackName: 'My-shop-2',
    })
    assert.deepEqual(findApplication(join(place, 'template.yml'), { stackName: 'other' }), {
      kind: 'template',
      folder: place,
      templateFile: join(place, 'template.yml'),
      stackName: 'other',
    })
  })

  it('has what samconfig.toml says', () => {
    const place = folder('sam', {
      'infra/app.yaml': '',
      'samconfig.toml': `version = 0.1
[default.global.parameters]
stack_name = "orders"
[default.build.parameters]
template_file = "infra/app.yaml"
[default.deploy.parameters]
parameter_overrides = "Stage=\\"test one\\" Size=2"
tags = ["team=blue"]
s3_bucket = "mine"
[prod.global.parameters]
stack_name = "orders-prod"
`,
    })
    const found = findApplication(place)
    assert.ok(found.kind === 'template')
    assert.equal(found.templateFile, join(place, 'infra/app.yaml'))
    assert.equal(found.stackName, 'orders')
    assert.deepEqual(found.config?.parameters, { Stage: 'test one', Size: '2' })
    assert.deepEqual(found.config?.tags, { team: 'blue' })
    assert.equal(found.config?.bucket, 'mine')
    assert.throws(() => findApplication(place, { environment: 'dev' }), /has no environment dev/)
    assert.throws(
      () => findApplication(folder('toml', { 'samconfig.toml': 'a = \n' })),
      /samconfig\.toml:1:\d+: /,
    )
  })

  it("is CDK's output", () => {
    const place = folder('cdk', {
      'cdk.json': '{"app":"node app.js"}',
      'cdk.out/manifest.json': JSON.stringify({
        artifacts: {
          'Web.assets': { type: 'cdk:asset-manifest', properties: { file: 'Web.assets.json' } },
          Web: {
            type: 'aws:cloudformation:stack',
            properties: { templateFile: 'Web.template.json' },
            dependencies: ['Data', 'Web.assets'],
          },
          Data: {
            type: 'aws:cloudformation:stack',
            properties: { templateFile: 'D.json', stackName: 'data-1' },
          },
        },
      }),
      'cdk.out/Web.assets.json': JSON.stringify({
        files: {
          a1: {
            source: { path: 'asset.a1', packaging: 'zip' },
            destinations: { here: { bucketName: `cdk-\${AWS::AccountId}`, objectKey: 'a1.zip' } },
          },
        },
      }),
    })
    const found = findApplication(place)
    assert.ok(found.kind === 'cdk')
    assert.equal(found.command, 'node app.js')
    const stacks = readCdkOutput(found.output)
    assert.deepEqual(
      stacks.map(({ name }) => name),
      ['data-1', 'Web'],
    )
    assert.deepEqual(stacks[1]?.assets, [
      {
        path: join(place, 'cdk.out/asset.a1'),
        packaging: 'zip',
        bucket: `cdk-\${AWS::AccountId}`,
        key: 'a1.zip',
      },
    ])
    assert.throws(() => readCdkOutput(found.output, 'None'), /holds no stack None/)
  })

  it('may be none, or another tool’s', () => {
    assert.throws(() => findApplication(join(root, 'absent')), /There is no folder/)
    assert.throws(() => findApplication(folder('empty', { 'a.txt': '' })), /holds no application/)
    assert.throws(
      () => findApplication(folder('serverless', { 'serverless.yml': '' })),
      /is the Serverless Framework's/,
    )
    assert.throws(() => findApplication(folder('terraform', { 'main.tf': '' })), /Terraform's files/)
  })

  it('is given parameters in several ways', () => {
    assert.deepEqual(readPairs('A=1 B="two words"'), { A: '1', B: 'two words' })
    assert.deepEqual(readPairs(['A=1', 'B=2']), { A: '1', B: '2' })
    assert.deepEqual(readPairs('ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=x=y'), {
      A: '1',
      B: 'x=y',
    })
    assert.deepEqual(readPairs({ A: 1 }), { A: '1' })
  })
})
